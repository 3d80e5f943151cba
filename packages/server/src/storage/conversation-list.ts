import { contentNumbers } from '@ringpost/protocol/body'
import { type RawBuilder, sql } from 'kysely'
import {
  type Conversation,
  type ConversationQuery,
  type ConversationStore,
  UNREAD_LIMIT,
} from '../domain/conversations/conversation-store.ts'
import { inboxLog } from '../domain/log/log-key.ts'
import { decodePageCursor, encodePageCursor } from '../domain/query/page-cursor.ts'
import type { Connection } from './engine.ts'
import { visibleMessage } from './visible-messages.ts'

interface Row {
  key: string
  number: number
  /** Sort key: id of the last message, or time of pinning. */
  place: number
  pinned_at: number | null
  marks: number
  unread: number
  id: number | null
  time: number
  sender: string
  receiver: string
  payload: Uint8Array
}

/**
 * The list of a user's conversations. It is not stored: logs are shared, and recording the last message for each
 * follower would write as many rows as a group has members. Instead, a query scans the user's rows in `follow`, with
 * one seek into each log for its last message; the rest is done only for the rows of the page.
 */
export function conversationList({ longReads, flavour }: Connection): ConversationStore['list'] {
  return async (app, user, { only, empty, limit, start }) => {
    const isShown = (log: string) => sql`entry.app = ${app} and entry.log = ${sql.ref(log)}
      and entry.content_type <> ${contentNumbers.cmd} and ${visibleMessage(flavour, user)}`
    const listedFrom = flavour.greatest(sql`follow.hidden`, sql`follow.start`)
    const last = sql`coalesce((select entry.id from entry
      where ${isShown('follow.log')} and entry.seq > ${listedFrom} order by entry.seq desc limit 1), 0)`
    const head = flavour.head(sql`follow.app`, sql`follow.log`)
    const cursor =
      'cursor' in start ? decodePageCursor('conversations', start.cursor, ['number', 'number']) : undefined
    const { rows } = await sql<Row>`
      with listed as materialized (
        select follow.log as number, follow.pinned_at, follow.marks, ${last} as last,
          ${flavour.greatest(sql`follow.seen`, listedFrom)} as seen
        from follow
        where follow.app = ${app} and follow."user" = ${user} and follow.until is null and ${wanted(only)}
          and follow.log not in (select id from log where app = ${app} and key = ${inboxLog(user)})
          ${empty ? sql`and ${head} > follow.hidden` : sql``}
      ), placed as (
        select listed.*, ${only === 'pinned' ? sql`pinned_at` : sql`last`} as place from listed
        ${empty ? sql`` : sql`where last > 0`}
      ), page as (
        select * from placed
        ${cursor === undefined ? sql`` : sql`where (place, number) < (${cursor[0]}, ${cursor[1]})`}
        order by place desc, number desc limit ${limit + 1} offset ${'offset' in start ? start.offset : 0}
      )
      select log.key, page.number, page.place, page.pinned_at, page.marks,
        latest.id, latest.time, latest.sender, latest.receiver, latest.payload,
        (select count(*) from (
          select 1 from entry where ${isShown('page.number')} and entry.seq > page.seen and entry.sender <> ${user}
          limit ${UNREAD_LIMIT}) as counted) as unread
      from page
      join log on log.id = page.number
      left join entry as latest on latest.id = page.last and latest.app = ${app}
      order by page.place desc, page.number desc`.execute(longReads)
    const end = rows.length > limit ? rows[limit - 1] : undefined
    return {
      conversations: rows.slice(0, limit).map(toConversation),
      cursor: end && encodePageCursor('conversations', [end.place, end.number]),
    }
  }
}

function wanted(only: ConversationQuery['only']): RawBuilder<unknown> {
  if (only === 'all') return sql`1 = 1`
  return only === 'pinned' ? sql`follow.pinned_at is not null` : sql`(follow.marks & ${2 ** only}) <> 0`
}

function toConversation({
  key,
  unread,
  pinned_at,
  marks,
  id,
  time,
  sender,
  receiver,
  payload,
}: Row): Conversation {
  const last = id === null ? null : { id, time, sender, receiver, payload }
  return { log: key, last, unread, pinnedAt: pinned_at, marks }
}
