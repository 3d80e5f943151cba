import { sql } from 'kysely'
import type { ConversationStore } from '../domain/conversations/conversation-store.ts'
import type { Connection } from './engine.ts'

export function conversationStore({ writes, flavour }: Connection): ConversationStore {
  return {
    async hide(app, user, log, clear) {
      const head = flavour.greatest(
        sql`coalesce((select max(seq) from entry where entry.app = follow.app and entry.log = follow.log), 0)`,
        sql`follow.delivered`,
      )
      const changes = clear
        ? sql`hidden = ${head}, cleared = ${head}, start = ${head}, delivered = ${head}`
        : sql`hidden = ${head}`
      await sql`
        update follow set ${changes}
        where app = ${app} and "user" = ${user}
          and log = (select id from log where app = ${app} and key = ${log})`.execute(writes)
    },
  }
}
