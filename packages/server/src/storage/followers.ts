import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { ALWAYS, firstMark, MARKED_FOLLOWERS } from '../domain/log/active-hour.ts'
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
      const statements = [
        sql`
          insert into follow (app, "user", log, start, delivered, active)
          select ${app}, wanted.name, ${id}, ${start}, ${start}, ${markIn(app, log, entry)}
          from ${names(users)} as wanted
          where (select id from "user" where app = ${app} and name = wanted.name) is not null and ${id} is not null
          on conflict (app, "user", log)
          do update set start = excluded.start, delivered = excluded.delivered, until = null,
            shielded_from = null, shielded_to = null, active = excluded.active`,
        sql`
          update follow set active = ${ALWAYS}
          where +app = ${app} and log = ${id} and until is null and ${growsLarge(app, id)}`,
        sql`update log set large = 1 where app = ${app} and key = ${log} and ${growsLarge(app, id)}`,
      ]
      await connection.together(statements.map((each) => each.compile(writes)))
    },

    async unfollow(app, log, users, { entry, included }) {
      const end = included ? positionOf(app, entry) : positionBefore(app, entry)
      const statement = sql`
        update follow set until = ${end},
          active = case when active = ${ALWAYS} then ${firstMark(entry)} else active end
        where app = ${app} and "user" in (select name from ${names(users)} as leaving)
          and log = (select id from log where app = ${app} and key = ${log}) and until is null`
      await connection.together([statement.compile(writes)])
    },

    // Sessions learn of an open range from each look into the logs.
    shield: (app, log, user, entry) =>
      setRange(
        app,
        log,
        user,
        sql`shielded_from = ${positionOf(app, entry)}, shielded_to = null, active = ${ALWAYS}`,
      ),

    unshield: (app, log, user, entry) =>
      setRange(
        app,
        log,
        user,
        sql`shielded_to = ${positionOf(app, entry)}, active = ${markIn(app, log, entry)}`,
      ),
  }
}

/** What a follower of the log is marked with from an entry on. */
function markIn(app: number, log: string, entry: number): RawBuilder<number> {
  return sql`(select case large when 1 then ${sql.lit(ALWAYS)} else ${firstMark(entry)} end
    from log where app = ${app} and key = ${log})`
}

/**
 * Whether a log that is not large yet has too many followers to mark them all. The sign keeps SQLite from using the key that
 * begins with the app.
 */
function growsLarge(app: number, id: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql`(select large from log where id = ${id}) = 0 and ${sql.lit(MARKED_FOLLOWERS)} < (select count(*) from
    (select 1 from follow as other where +other.app = ${app} and other.log = ${id} and other.until is null
      limit ${sql.lit(MARKED_FOLLOWERS + 1)}) as counted)`
}

function positionOf(app: number, entry: number): RawBuilder<number> {
  return sql`(select seq from entry where id = ${entry} and app = ${app})`
}

function positionBefore(app: number, entry: number): RawBuilder<number> {
  return sql`(select seq - 1 from entry where id = ${entry} and app = ${app})`
}
