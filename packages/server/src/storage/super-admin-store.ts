import { sql } from 'kysely'
import type { SuperAdminStore } from '../domain/rooms/super-admin-store.ts'
import type { Connection } from './engine.ts'

export function superAdminStore({ reads, writes, together }: Connection): SuperAdminStore {
  return {
    async add(app, user) {
      const statement = sql`
        insert into super_admin (app, "user")
        select app, name from "user" where app = ${app} and name = ${user}
        on conflict (app, "user") do nothing`
      await together([statement.compile(writes)])
    },

    async remove(app, user) {
      const of = writes.deleteFrom('super_admin').where('app', '=', app).where('user', '=', user)
      await together([of.compile()])
    },

    async has(app, user) {
      const row = await reads
        .selectFrom('super_admin')
        .select('user')
        .where('app', '=', app)
        .where('user', '=', user)
        .executeTakeFirst()
      return row !== undefined
    },

    async page(app, { limit, offset }) {
      const rows = await reads
        .selectFrom('super_admin')
        .select('user')
        .where('app', '=', app)
        .where('user', '>', '')
        .orderBy('user')
        .limit(limit)
        .offset(offset)
        .execute()
      return rows.map(({ user }) => user)
    },
  }
}
