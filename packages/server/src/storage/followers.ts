import { type RawBuilder, sql } from 'kysely'
import type { LogStore } from '../domain/log/log-store.ts'
import type { Connection } from './engine.ts'

/** Followers of logs with membership; for other logs, the entries name them. */
export function followers(
  connection: Connection,
): Pick<LogStore, 'follow' | 'unfollow' | 'shield' | 'unshield'> {
  const { writes, flavour } = connection
  const names = (users: readonly string[]) =>
    flavour.rows<{ name: string }>(JSON.stringify(users.map((name) => [name])), { name: 'text' })
  const setRange = async (app: number, log: string, user: string, range: RawBuilder<unknown>) => {
    const statement = sql`
      update follow set ${range}
      where app = ${app} and "user" = ${user} and log = (select id from log where app = ${app} and key = ${log})`
    await connection.together([statement.compile(writes)])
  }

  return {
    async follow(app, log, users, { entry, included }) {
      const start = included ? positionBefore(app, entry) : positionOf(app, entry)
      const id = sql`(select id from log where app = ${app} and key = ${log})`
      const statement = sql`
        insert into follow (app, "user", log, start, delivered)
        select ${app}, wanted.name, ${id}, ${start}, ${start}
        from ${names(users)} as wanted
        where (select id from "user" where app = ${app} and name = wanted.name) is not null and ${id} is not null
        on conflict (app, "user", log)
        do update set start = excluded.start, delivered = excluded.delivered, until = null,
          shielded_from = null, shielded_to = null`
      await connection.together([statement.compile(writes)])
    },

    async unfollow(app, log, users, { entry, included }) {
      const end = included ? positionOf(app, entry) : positionBefore(app, entry)
      const statement = sql`
        update follow set until = ${end}
        where app = ${app} and "user" in (select name from ${names(users)} as leaving)
          and log = (select id from log where app = ${app} and key = ${log}) and until is null`
      await connection.together([statement.compile(writes)])
    },

    shield: (app, log, user, entry) =>
      setRange(app, log, user, sql`shielded_from = ${positionOf(app, entry)}, shielded_to = null`),

    unshield: (app, log, user, entry) =>
      setRange(app, log, user, sql`shielded_to = ${positionOf(app, entry)}`),
  }
}

function positionOf(app: number, entry: number): RawBuilder<number> {
  return sql`(select seq from entry where id = ${entry} and app = ${app})`
}

function positionBefore(app: number, entry: number): RawBuilder<number> {
  return sql`(select seq - 1 from entry where id = ${entry} and app = ${app})`
}
