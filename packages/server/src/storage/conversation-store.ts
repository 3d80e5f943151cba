import { sql } from 'kysely'
import type { ConversationStore } from '../domain/conversations/conversation-store.ts'
import type { Connection } from './engine.ts'
import { closedAtHead, openFollow } from './follow-marks.ts'

export function conversationStore(connection: Connection): ConversationStore {
  const { writes, flavour } = connection
  return {
    async hide(app, user, log, clear) {
      const statements = [
        openFollow(app, user, log),
        sql`
          update follow set ${closedAtHead(flavour, clear)}
          where app = ${app} and "user" = ${user}
            and log = (select id from log where app = ${app} and key = ${log})`,
      ]
      await connection.together(statements.map((each) => each.compile(writes)))
    },
  }
}
