import { ApiError } from '@ringpost/contract/errors'
import { type RawBuilder, sql } from 'kysely'
import type { ConversationStore } from '../domain/conversations/conversation-store.ts'
import { cleared, hidden, openFollow } from './conversation-end.ts'
import { conversationList } from './conversation-list.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'

const EVERY_MARK = 2 ** 20 - 1

export function conversationStore(connection: Connection): ConversationStore {
  const { reads, writes, flavour } = connection
  const at = (app: number, user: string, log: string) =>
    sql`follow.app = ${app} and follow."user" = ${user}
      and follow.log = (select id from log where app = ${app} and key = ${log})`
  const inLogs = (app: number, user: string, logs: readonly string[]) =>
    sql`follow.app = ${app} and follow."user" = ${user} and follow.until is null
      and follow.log in (select id from log where app = ${app} and key in (${sql.join(logs)}))`
  const run = async (...statements: RawBuilder<unknown>[]) => {
    await connection.together(statements.map((each) => each.compile(writes)))
  }

  return {
    list: conversationList(connection),

    async known(app, user, logs) {
      if (logs.length === 0) return new Set()
      const { rows } = await sql<{ key: string }>`
        select log.key from follow join log on log.id = follow.log where ${inLogs(app, user, logs)}`.execute(
        reads,
      )
      return new Set(rows.map(({ key }) => key))
    },

    async hide(app, user, log, now) {
      await run(
        openFollow(app, user, log, now),
        sql`update follow set ${hidden(flavour)} where ${at(app, user, log)}`,
      )
    },

    async clear(app, user, log, now) {
      await run(
        openFollow(app, user, log, now),
        sql`update follow set ${cleared(flavour)} where ${at(app, user, log)}`,
      )
    },

    async pin(app, user, log, time, most) {
      const statement = sql`
        update follow set pinned_at = ${time}
        where ${at(app, user, log)} and (pinned_at is not null or ${most} >
          (select count(*) from follow as other
            where +other.app = ${app} and other."user" = ${user} and other.pinned_at is not null))
        returning log`
      await connection.together([
        guarded(statement.compile(writes), 1, () => new ApiError('conversation.pins_too_many')),
      ])
    },

    async unpin(app, user, log) {
      await run(sql`update follow set pinned_at = null where ${at(app, user, log)}`)
    },

    async mark(app, user, logs, mark) {
      if (logs.length === 0) return
      await run(sql`update follow set marks = marks | ${2 ** mark} where ${inLogs(app, user, logs)}`)
    },

    async unmark(app, user, logs, mark) {
      if (logs.length === 0) return
      await run(
        sql`update follow set marks = marks & ${EVERY_MARK - 2 ** mark} where ${inLogs(app, user, logs)}`,
      )
    },

    async markRead(app, user, log, message) {
      const position =
        message === null
          ? flavour.head(sql`follow.app`, sql`follow.log`)
          : sql<number>`(select seq from entry where entry.id = ${message} and entry.app = follow.app and entry.log = follow.log)`
      // What is read everywhere at once is told to nobody.
      await run(
        log === null
          ? sql`update follow set seen = ${position}
              where app = ${app} and "user" = ${user} and until is null and seen < ${position}`
          : sql`update follow set seen = ${flavour.greatest(sql<number>`seen`, position)}, told = ${position}
              where ${at(app, user, log)} and told < ${position}`,
      )
    },
  }
}
