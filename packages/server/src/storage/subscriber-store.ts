import { sql } from 'kysely'
import type { SubscriberStore } from '../domain/facts/subscriber-store.ts'
import type { Connection } from './engine.ts'

export function subscriberStore({ reads, writes, flavour }: Connection): SubscriberStore {
  const fromNow = (ms: number) => sql<number>`${flavour.now} + ${sql.lit(ms)}`
  const epochsOf = (rows: readonly { shard: number; epoch: number }[]) =>
    new Map(rows.map(({ shard, epoch }) => [shard, epoch]))

  return {
    async list() {
      const rows = await reads.selectFrom('subscriber').selectAll().orderBy('name').execute()
      return rows.map(({ kinds, cursor, ...row }) => ({
        ...row,
        kinds: JSON.parse(kinds),
        cursor: cursor === null ? null : JSON.parse(cursor),
      }))
    },

    async put({ name, app, kinds }, shard) {
      await writes
        .insertInto('subscriber')
        .values({ name, shard, app, kinds: JSON.stringify(kinds) })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ kinds: JSON.stringify(kinds) }))
        .execute()
    },

    async begin(name, cursor) {
      await writes
        .updateTable('subscriber')
        .set({ cursor: JSON.stringify(cursor) })
        .where('name', '=', name)
        .where('cursor', 'is', null)
        .execute()
    },

    async remove(name) {
      await writes.deleteFrom('subscriber').where('name', '=', name).execute()
    },

    async take(shards, holder, ms, { force = false } = {}) {
      if (shards.length === 0) return new Map()
      const wanted = flavour.rows<{ shard: number }>(JSON.stringify(shards.map((shard) => [shard])), {
        shard: 'integer',
      })
      const { rows } = await sql<{ shard: number; epoch: number }>`
        insert into dispatch (shard, owner, epoch, until)
        select shard, ${holder}, 1, ${fromNow(ms)} from ${wanted} as wanted where true order by shard
        on conflict (shard) do update
          set owner = excluded.owner, epoch = dispatch.epoch + 1, until = excluded.until
          where dispatch.until < ${flavour.now} or ${force ? sql`true` : sql`false`}
        returning shard, epoch`.execute(writes)
      return epochsOf(rows)
    },

    async renew(holder, ms) {
      const rows = await writes
        .updateTable('dispatch')
        .set({ until: fromNow(ms) })
        .where('owner', '=', holder)
        .where('until', '>', 0)
        .returning(['shard', 'epoch'])
        .execute()
      return epochsOf(rows)
    },

    async release(shards, holder) {
      if (shards.length === 0) return
      await writes
        .updateTable('dispatch')
        .set({ until: 0 })
        .where('owner', '=', holder)
        .where('shard', 'in', shards)
        .execute()
    },

    async save(moves, holder, incarnation) {
      if (moves.length === 0) return new Set()
      const moved = flavour.rows<{ name: string; former: string; cursor: string; epoch: number }>(
        JSON.stringify(
          moves.map(({ name, from, cursor, epoch }) => [
            name,
            JSON.stringify(from),
            JSON.stringify(cursor),
            epoch,
          ]),
        ),
        { name: 'text', former: 'text', cursor: 'text', epoch: 'integer' },
      )
      const { rows } = await sql<{ name: string }>`
        update subscriber set cursor = moved.cursor from ${moved} as moved
        where subscriber.name = moved.name and subscriber.cursor = moved.former
          and ${flavour.incarnation} = ${incarnation} and exists (
          select 1 from dispatch
          where dispatch.shard = subscriber.shard and dispatch.owner = ${holder} and dispatch.epoch = moved.epoch
        )
        returning subscriber.name`.execute(writes)
      return new Set(rows.map(({ name }) => name))
    },

    async skip(name, cursor, count) {
      await writes
        .updateTable('subscriber')
        .set((eb) => ({ cursor: JSON.stringify(cursor), skipped: eb('skipped', '+', count) }))
        .where('name', '=', name)
        .execute()
    },
  }
}
