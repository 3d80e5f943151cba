import { contentNumbers } from '@ringpost/protocol/body'
import { type RawBuilder, sql } from 'kysely'
import {
  type Conversation,
  type ConversationQuery,
  type ConversationStore,
  UNREAD_LIMIT,
} from '../domain/conversations/conversation-store.ts'
import { ALWAYS, HOUR_IDS, hourOf } from '../domain/log/active-hour.ts'
import { inboxLog } from '../domain/log/log-key.ts'
import { decodePageCursor, encodePageCursor } from '../domain/query/page-cursor.ts'
import type { Connection } from './engine.ts'
import { type MarkColumns, marksOf } from './marks.ts'
import { prepared } from './prepared.ts'
import { type Counted, type Counts, UnreadMemo } from './unread-memo.ts'
import { visibleMessage } from './visible-messages.ts'

interface Row extends MarkColumns {
  /** Conversations in which nothing happened since the beginning of this hour were not looked at; 0: all were. */
  hour: number
  /** Null in the only row of an empty page. */
  key: string | null
  number: number
  /** Sort key: id of the last message, or time of pinning. */
  place: number
  pinned_at: number | null
  marks: number
  /** Beyond what is remembered. */
  unread: number
  /** What to remember it by, and up to where; no stamp: it is not worth it. */
  stamp: string | null
  position: number
  id: number | null
  time: number
  sender: string
  receiver: string
  payload: Uint8Array
}

/** Conversations looked at for a page beyond those on it: those whose last entries are not shown are less recent than they seem. */
const SPARE = 10
/** By how much more of them are looked at if these were not enough. */
const GROWTH = 4
/** Positions that are counted anew each time: remembering costs as much. */
const FEW = 8

/**
 * The list of a user's conversations. It is not stored: logs are shared, and recording the last message for each
 * follower would write as many rows as a group has members. Instead, a query looks at the user's conversations from the most
 * recently active hour on (active-hour.ts), with one seek into each log for its last message, until no other can belong on the
 * page; the rest is done only for the rows of the page. Pinned and marked conversations are few and have indexes of their own.
 * Unread messages are counted from where the last list has counted to, if the statement finds that what it counted still holds.
 */
export function conversationList(connection: Connection): ConversationStore['list'] {
  const memo = new UnreadMemo()
  return async (app, user, query) => {
    const { limit, start } = query
    const counts = memo.of(app, user)
    let most = limit + 1 + SPARE + ('offset' in start ? start.offset : 0)
    for (;;) {
      const rows = await readPage(connection, { app, user, query, most, counts })
      const found = rows.filter(({ key }) => key !== null)
      const [{ hour }] = rows as [Row]
      if (hour > 0 && (found[limit]?.place ?? 0) < hour * HOUR_IDS) {
        most *= GROWTH
        continue
      }
      for (const row of found) row.unread = totalOf(row, counts)
      memo.note(app, user, new Map(found.map((row) => [row.number, countedIn(row)])))
      const end = found.length > limit ? found[limit - 1] : undefined
      return {
        conversations: found.slice(0, limit).map(toConversation),
        cursor: end && encodePageCursor('conversations', [end.place, end.number]),
      }
    }
  }
}

/**
 * Messages that the user shields themselves from are not shown: those of the range of a row of `follow`, exclusive and
 * inclusive. What remains is up to two ranges, the second of which exists only if the shield has ended.
 */
interface Range {
  after(row: string): RawBuilder<number>
  upTo(row: string): RawBuilder<number>
}

const EVERYTHING = sql.lit(Number.MAX_SAFE_INTEGER)
const column = (row: string, name: string) => sql.ref<number>(`${row}.${name}`)

const behindShield: Range = {
  after: (row) => sql`coalesce(${column(row, 'shielded_to')}, 0)`,
  upTo: (row) => sql`case when ${column(row, 'shielded_to')} is null
    then coalesce(${column(row, 'shielded_from')}, ${EVERYTHING}) else ${EVERYTHING} end`,
}

const beforeShield: Range = {
  after: () => sql`0`,
  upTo: (row) => sql`${column(row, 'shielded_from')}`,
}

type Kind = 'all' | 'pinned' | 'marked'

/** Values of the statement that reads a page. */
interface PageOf {
  app: number
  user: string
  inbox: string
  /** Bit of the mark. */
  mark: number
  limit: number
  offset: number
  /** Where the page before ended. */
  place: number
  number: number
  /** How many conversations that were active before this hour are looked at, and as many more as were active in the same hour as the last, or the one before. */
  most: number
  before: number
  /** Where counting may go on, by stamp; as JSON. */
  known: string
}

interface PageRequest {
  app: number
  user: string
  query: ConversationQuery
  /** How many conversations to look at from the place of the cursor on. */
  most: number
  counts: Counts
}

async function readPage(
  connection: Connection,
  { app, user, query: { only, empty, limit, start }, most, counts }: PageRequest,
): Promise<Row[]> {
  const cursor =
    'cursor' in start ? decodePageCursor('conversations', start.cursor, ['number', 'number']) : undefined
  const [place, number] = cursor ?? [0, 0]
  const kind = typeof only === 'number' ? 'marked' : only
  const statement = pages[kind][empty ? 'empty' : 'spoken'][cursor === undefined ? 'first' : 'later']
  const values: PageOf = {
    app,
    user,
    inbox: inboxLog(user),
    mark: typeof only === 'number' ? 2 ** only : 0,
    limit: limit + 1,
    offset: 'offset' in start ? start.offset : 0,
    place,
    number,
    most,
    before: cursor === undefined || only !== 'all' ? ALWAYS : Math.min(ALWAYS, hourOf(place) + 1),
    known: JSON.stringify(
      Object.fromEntries([...counts.values()].map((each) => [each.stamp, each.position])),
    ),
  }
  const { rows } = await connection.longReads.executeQuery(statement(connection, values))
  return rows
}

const pageOf = (kind: Kind, { empty, later }: { empty: boolean; later: boolean }) =>
  prepared(({ longReads, flavour }, of: PageOf) => {
    // The sign keeps SQLite from using the key of all conversations where there is an index of the few.
    const mine = sql`${kind === 'all' ? sql`follow.app` : sql`+follow.app`} = ${of.app}
      and follow."user" = ${of.user} and follow.until is null`
    // Whoever begins to follow is marked an hour ahead: without the hour before, a page of new conversations would be read twice.
    const recent = sql`coalesce((select active - 1 from follow where ${mine} and active < ${of.before}
      order by active desc, log desc limit 1 offset ${of.most}), 0)`
    const wanted = {
      all: sql`follow.active >= (select hour from edge)`,
      pinned: sql`follow.pinned_at is not null`,
      marked: sql`follow.marks <> 0 and (follow.marks & ${of.mark}) <> 0`,
    }[kind]
    const shown = (log: string, after: RawBuilder<unknown>, upTo: RawBuilder<unknown>) => sql`
      entry.app = ${of.app} and entry.log = ${sql.ref(log)} and entry.content_type <> ${sql.lit(contentNumbers.cmd)}
      and ${visibleMessage(flavour, of.user)} and entry.seq > ${after} and entry.seq <= ${upTo}`
    const listedFrom = flavour.greatest(sql`follow.hidden`, sql`follow.start`)
    const last = (range: Range) => sql`(select entry.id from entry
      where ${shown('follow.log', flavour.greatest(listedFrom, range.after('follow')), range.upTo('follow'))}
      order by entry.seq desc limit 1)`
    const uncounted = flavour.greatest(sql`stamped.seen`, sql`coalesce(known.value, 0)`)
    const unread = (range: Range) => sql`select 1 from entry
      where ${shown('stamped.number', flavour.greatest(uncounted, range.after('stamped')), range.upTo('stamped'))}
        and entry.sender <> ${of.user}`
    // All that the number of unread messages up to a position depends on. Whatever else may change it raises `log.changed`.
    const shield = (name: string) => sql`coalesce(cast(${column('page', name)} as text), '')`
    const stamp = sql`page.number || ' ' || page.seen || ' ' || ${shield('shielded_from')} || ' '
      || ${shield('shielded_to')} || ' ' || log.changed`
    return sql<Row>`
      with edge as materialized (
        select ${kind === 'all' ? recent : sql`0`} as hour
      ), listed as materialized (
        select follow.log as number, follow.pinned_at, follow.marks, follow.shielded_from, follow.shielded_to,
          coalesce(${last(behindShield)}, case when follow.shielded_to is not null then ${last(beforeShield)} end, 0) as last,
          ${flavour.greatest(sql`follow.seen`, listedFrom)} as seen
        from follow
        where ${mine} and ${wanted}
          and follow.log not in (select id from log where app = ${of.app} and key = ${of.inbox})
          ${empty ? sql`and ${flavour.head(sql`follow.app`, sql`follow.log`)} > follow.hidden` : sql``}
      ), placed as (
        select listed.*, ${kind === 'pinned' ? sql`pinned_at` : sql`last`} as place from listed
        ${empty ? sql`` : sql`where last > 0`}
      ), page as materialized (
        select * from placed
        ${later ? sql`where (place, number) < (${of.place}, ${of.number})` : sql``}
        order by place desc, number desc limit ${of.limit} offset ${of.offset}
      ), known as materialized (
        select * from ${flavour.numbers(of.known)} as given
      ), stamped as (
        select page.*, log.key, latest.id, latest.time, latest.sender, latest.receiver, latest.payload,
          latest.reacted, latest.threaded, latest.seq as position,
          case when latest.seq - page.seen > ${sql.lit(FEW)} then ${stamp} end as stamp
        from page
        join log on log.id = page.number
        left join entry as latest on latest.id = page.last and latest.app = ${of.app}
      ), found as materialized (
        select stamped.key, stamped.number, stamped.place, stamped.pinned_at, stamped.marks, stamped.id, stamped.time,
          stamped.sender, stamped.receiver, stamped.payload, stamped.reacted, stamped.threaded, stamped.position, stamped.stamp,
          (select count(*) from (
            ${unread(behindShield)} union all ${unread(beforeShield)} and stamped.shielded_to is not null
            limit ${sql.lit(UNREAD_LIMIT)}) as counted) as unread
        from stamped left join known on known.key = stamped.stamp
      )
      select edge.hour, found.* from edge left join found on true
      order by found.place desc, found.number desc`.compile(longReads)
  })

const pagesOf = (kind: Kind, empty: boolean) => ({
  first: pageOf(kind, { empty, later: false }),
  later: pageOf(kind, { empty, later: true }),
})

const both = (kind: Kind) => ({ spoken: pagesOf(kind, false), empty: pagesOf(kind, true) })

const pages = { all: both('all'), pinned: both('pinned'), marked: both('marked') }

/** The number of unread messages: those found, and those that were counted before if that still holds. */
function totalOf({ number, stamp, unread }: Row, counts: Counts): number {
  const known = counts.get(number)
  return known?.stamp === stamp ? Math.min(known.unread + unread, UNREAD_LIMIT) : unread
}

function countedIn({ stamp, position, unread }: Row): Counted | null {
  return stamp === null ? null : { stamp, position, unread }
}

function toConversation(row: Row): Conversation {
  const { key, unread, pinned_at, marks, id, time, sender, receiver, payload } = row
  const last = id === null ? null : { id, time, sender, receiver, payload, ...marksOf(row) }
  return { log: key!, last, unread, pinnedAt: pinned_at, marks }
}
