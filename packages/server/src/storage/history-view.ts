import { type RawBuilder, sql } from 'kysely'
import type { HistoryView, RoamingStore } from '../domain/history/roaming-store.ts'
import { entryKind } from '../domain/log/entry.ts'
import { usersOf } from '../domain/log/log-key.ts'
import type { Connection } from './engine.ts'
import { givenBy } from './message-reactions.ts'
import { prepared } from './prepared.ts'
import { type RoamedRow, toRoamed } from './roamed-row.ts'
import type { SqlFlavour } from './sql-flavour.ts'
import { visibleMessage } from './visible-messages.ts'

/** Entries examined for one slice: a few ms. */
export const EXAMINED = 2000

interface Viewed extends Omit<HistoryView, 'reach' | 'peer'> {
  start: number | null
  until: number | null
  cleared: number | null
  peer_delivered: number | null
  peer_read: number | null
}

interface Place {
  app: number
  user: string
  log: string
  /** The other of two users. */
  peer: string | null
}

const viewOf = (flavour: SqlFlavour, of: Place, further: RawBuilder<unknown> = sql``) => {
  const forgotten = flavour.greatest(sql`coalesce(follow.forgotten, 0)`, sql`coalesce(person.forgotten, 0)`)
  return sql<Viewed>`
    select follow.start, follow.until, follow.cleared, ${forgotten} as forgotten,
      coalesce((select min(entry.seq) from entry where entry.app = ${of.app} and entry.log = log.id), 0) as first,
      coalesce(log.floor, 1) as floor, coalesce(${flavour.head(sql`log.app`, sql`log.id`)}, 0) as last,
      theirs.delivered as peer_delivered, theirs.told as peer_read${further}
    from "user" as person
    left join log on log.app = person.app and log.key = ${of.log}
    left join follow on follow.app = person.app and follow."user" = person.name and follow.log = log.id
    left join follow as theirs on theirs.app = person.app and theirs."user" = ${of.peer} and theirs.log = log.id
    where person.app = ${of.app} and person.name = ${of.user}`
}

const findView = prepared(({ reads, flavour }, of: Place) => viewOf(flavour, of).compile(reads))

/** What each row of a page says of the view, in this order, with commas between. */
const facts = [
  ...['start', 'until', 'cleared', 'forgotten', 'first', 'floor', 'last', 'peer_delivered', 'peer_read'],
  'after',
] as const

/** The columns of a message that differ within a page. */
const told = [
  ...['id', 'seq', 'time', 'content_type', 'sender', 'sender_device', 'receiver', 'receiver_device', 'echo'],
  ...['audience', 'attributes', 'payload', 'reacted', 'threaded', 'reactions'],
]

type PageRow = Omit<RoamedRow, 'app' | 'key' | 'kind'> & { view: string }

const findNewest = prepared(({ reads, flavour }, of: Place & { limit: number }) => {
  const least = flavour.greatest(sql`coalesce(start, 0)`, sql`floor - 1`)
  const view: RawBuilder<string> = sql.join(
    facts.map((name) => sql`coalesce(cast(${sql.ref(name)} as text), '')`),
    sql` || ',' || `,
  )
  return sql<PageRow>`
    with viewed as materialized (${viewOf(flavour, of, sql`, log.id as number`)}),
    reached as materialized (
      select viewed.*, ${flavour.greatest(least, sql`last - ${sql.lit(EXAMINED)}`)} as after,
        case when until < last then until else last end as up_to
      from viewed
    )
    select (select ${view} from reached) as view, ${sql.join(told.map((name) => sql.ref(`entry.${name}`)))},
      ${givenBy(of)} as given
    from entry
    where entry.app = ${of.app} and entry.log = (select number from reached)
      and entry.seq > (select after from reached) and entry.seq <= (select up_to from reached)
      and +entry.id > (select forgotten from reached) and ${visibleMessage(flavour, of.user)}
    order by entry.seq desc limit ${of.limit}`.compile(reads)
})

/** A log as one user may read it, alone or with the newest of what they may read. */
export function historyView(connection: Connection): Pick<RoamingStore, 'view' | 'newest'> {
  const { reads } = connection
  return {
    async view(app, user, log) {
      const place = { app, user, log, peer: peerIn(log, user) }
      const { rows } = await reads.executeQuery(findView(connection, place))
      return rows[0] && toView(rows[0])
    },

    async newest({ app, user, log }, limit) {
      const place = { app, user, log, peer: peerIn(log, user), limit }
      const { rows } = await reads.executeQuery(findNewest(connection, place))
      const [front] = rows
      if (front === undefined) return undefined
      const { after, ...viewed } = factsIn(front.view)
      const view = toView(viewed)
      const messages = rows.map((row) => toRoamed({ ...row, app, key: log, kind: entryKind.message }, user))
      const isFull = messages.length === limit
      const isCut = after > Math.max(view.reach?.start ?? 0, view.floor - 1)
      if (isCut && !isFull) return { view, live: undefined }
      return { view, live: { messages, reached: isFull ? messages.at(-1)! : null } }
    },
  }
}

function peerIn(log: string, user: string): string | null {
  return usersOf(log)?.find((each) => each !== user) ?? null
}

function factsIn(text: string): Viewed & { after: number } {
  const values = text.split(',').map((value) => (value === '' ? null : Number(value)))
  return Object.fromEntries(facts.map((name, i) => [name, values[i]])) as unknown as Viewed & {
    after: number
  }
}

function toView({ start, until, cleared, peer_delivered, peer_read, ...rest }: Viewed): HistoryView {
  const peer = peer_delivered === null ? undefined : { delivered: peer_delivered, read: peer_read ?? 0 }
  return { ...rest, peer, reach: start === null ? undefined : { start, until, cleared: cleared !== null } }
}
