import { sql } from 'kysely'
import type { LeaseStore } from '../domain/cluster/lease-store.ts'
import type { Connection } from './engine.ts'

export function leaseStore({ writes, flavour }: Connection): LeaseStore {
  return {
    async take(name, holder, ms) {
      const until = sql<number>`${flavour.now} + ${sql.lit(ms)}`
      const row = await writes
        .insertInto('lease')
        .values({ name, holder, until })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ holder, until })
            .where((eb) =>
              eb.or([eb('lease.holder', '=', holder), eb('lease.until', '<', sql<number>`${flavour.now}`)]),
            ),
        )
        .returning('name')
        .executeTakeFirst()
      return row !== undefined
    },

    async release(name, holder) {
      await writes.deleteFrom('lease').where('name', '=', name).where('holder', '=', holder).execute()
    },
  }
}
