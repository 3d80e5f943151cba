import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { RoamingStore } from '../domain/history/roaming-store.ts'
import { entryKind } from '../domain/log/entry.ts'
import { usersOf } from '../domain/log/log-key.ts'
import { ID_DISORDER } from '../kernel/id-generator.ts'
import { kindNumbers } from './channel-row.ts'
import { cleared, openFollow } from './conversation-end.ts'
import type { Connection } from './engine.ts'
import { selectEntries, toEntry } from './entry-reads.ts'
import { EXAMINED, historyView } from './history-view.ts'
import { logChange } from './log-change.ts'
import { givenBy } from './message-reactions.ts'
import { prepared } from './prepared.ts'
import { toRoamed } from './roamed-row.ts'
import type { SqlFlavour } from './sql-flavour.ts'
import { visibleMessage } from './visible-messages.ts'

const numberOf = (app: number, log: string) =>
  sql<number>`(select id from log where app = ${app} and key = ${log})`

const inLog = (app: number, log: string) => sql`app = ${app} and log = ${numberOf(app, log)}`

/**
 * Finds by bisection where `low` meets `high`: an entry with a smaller id whose successor's id is not smaller.
 * Positions have no gaps; where ids do not rise with them, there may be several such entries. No entry up to it has an
 * id greater by `ID_DISORDER`.
 */
function halves({ flavour }: Connection, app: number, log: string, id: number): RawBuilder<unknown> {
  const middle = sql`(low + high + 1) / 2`
  const isBefore = sql`(select id from entry where ${inLog(app, log)} and seq = ${middle}) < ${id}`
  return sql`halves(low, high) as (
      select floor - 1, ${flavour.head(sql`log.app`, sql`log.id`)} from log where app = ${app} and key = ${log}
      union all
      select case when ${isBefore} then ${middle} else low end, case when ${isBefore} then high else ${middle} - 1 end
      from halves where low < high
    )`
}

interface Stretch {
  app: number
  log: string
  after: number
  before: number
}

/** The entry at which one slice ends. */
const boundOf = (direction: 'asc' | 'desc') =>
  prepared(({ reads }, { app, log, after, before }: Stretch) =>
    reads
      .selectFrom('entry')
      .select(['id', 'seq'])
      .where('app', '=', app)
      .where('log', '=', numberOf(app, log))
      .where('seq', '>', after)
      .where('seq', '<', before)
      .orderBy('seq', direction)
      .limit(1)
      .offset(EXAMINED - 1)
      .compile(),
  )

interface Wanted extends Stretch {
  user: string
  /** Numbers of the content types, each between commas; null: all. */
  types: string | null
  /** A list as JSON; null: any sender. */
  senders: string | null
  from: number
  end: number
  limit: number
}

const isOneOf = (types: string | null) =>
  sql<SqlBool>`(cast(${types} as text) is null or ${types} like '%,' || cast(entry.content_type as text) || ',%')`

const isFrom = (flavour: SqlFlavour, senders: string | null) => {
  const list = sql<string | null>`cast(${senders} as text)`
  return sql<SqlBool>`(${list} is null or ${flavour.listHas(list, sql.ref('entry.sender'))})`
}

const messagesOf = (direction: 'asc' | 'desc') =>
  prepared(
    ({ reads, flavour }, { app, log, after, before, user, types, senders, from, end, limit }: Wanted) =>
      selectEntries(reads)
        .select(['entry.reactions', givenBy({ app, user }).as('given')])
        .where('entry.app', '=', app)
        .where('entry.log', '=', numberOf(app, log))
        .where('entry.seq', '>', after)
        .where('entry.seq', '<', before)
        .where(visibleMessage(flavour, user))
        .where(isOneOf(types))
        .where(isFrom(flavour, senders))
        // The sign keeps planners from using the index of ids and then sorting.
        .where(sql<SqlBool>`(+entry.id >= ${from} and +entry.id < ${end})`)
        .orderBy('entry.seq', direction)
        .limit(limit)
        .compile(),
  )

const findBound = { asc: boundOf('asc'), desc: boundOf('desc') }
const findMessages = { asc: messagesOf('asc'), desc: messagesOf('desc') }

export function roamingStore(connection: Connection): RoamingStore {
  const { reads, longReads, writes, flavour } = connection
  const headOf = (app: number, log: string) =>
    sql`(select ${flavour.head(sql`log.app`, sql`log.id`)} from log where app = ${app} and key = ${log})`

  return {
    ...historyView(connection),

    async slice(
      { app, user, log },
      { after, before },
      { contentTypes, senders, ids },
      { limit, descending },
    ) {
      const direction = descending ? 'desc' : 'asc'
      const stretch = { app, log, after, before }
      // Few of the entries examined may match.
      const source = contentTypes === null && senders === null && ids === null ? reads : longReads
      const isShort = before - after - 1 <= EXAMINED
      const bound = isShort
        ? undefined
        : (await source.executeQuery(findBound[direction](connection, stretch))).rows[0]
      const wanted = {
        ...stretch,
        ...(bound !== undefined && (descending ? { after: bound.seq - 1 } : { before: bound.seq + 1 })),
        user,
        types: contentTypes === null ? null : `,${contentTypes.join()},`,
        senders: senders && flavour.list(senders),
        from: ids?.from ?? 0,
        end: ids?.before ?? Number.MAX_SAFE_INTEGER,
        limit,
      }
      const { rows } = await source.executeQuery(findMessages[direction](connection, wanted))
      const messages = rows.map((row) => toRoamed(row, user))
      return { messages, reached: messages.length === limit ? messages.at(-1)! : (bound ?? null) }
    },

    async find(app, user, ids) {
      if (ids.length === 0) return []
      const rows = await selectEntries(reads)
        .where('entry.id', 'in', ids)
        .where('entry.app', '=', app)
        .where(visibleMessage(flavour, user))
        .where(isWithinReach(flavour, user))
        .execute()
      return rows.map(toEntry).filter(({ log }) => usersOf(log)?.includes(user) ?? true)
    },

    async positionBefore(app, log, id) {
      const { rows } = await sql<{ position: number }>`
        with recursive ${halves(connection, app, log, id - ID_DISORDER)}
        select coalesce(
          (select seq - 1 from entry where ${inLog(app, log)} and seq > (select low from halves where low = high) and +id >= ${id} order by seq limit 1),
          ${headOf(app, log)}, 0) as position`.execute(reads)
      return rows[0]!.position
    },

    async greatestId(app, log, { id, seq }) {
      const { rows } = await sql<{ id: number | null }>`
        with recursive ${halves(connection, app, log, id - ID_DISORDER)}
        select max(+id) as id from entry
        where ${inLog(app, log)} and seq > (select low from halves where low = high) and seq <= ${seq}`.execute(
        reads,
      )
      return Math.max(rows[0]!.id ?? 0, id)
    },

    async erase(app, user, log, messages) {
      const wanted = flavour.rows<{ id: number }>(JSON.stringify(messages.map((id) => [id])), {
        id: 'integer',
      })
      const statement = sql`
        insert into erased (app, "user", message)
        select entry.app, ${user}, entry.id
        from ${wanted} as wanted cross join entry
        where entry.id = wanted.id and entry.app = ${app} and entry.log = ${numberOf(app, log)}
          and entry.kind = ${entryKind.message}
        on conflict (app, "user", message) do nothing`
      const change = logChange(sql`app = ${app} and key = ${log}`)
      await connection.together([statement, change].map((each) => each.compile(writes)))
    },

    // Nobody has counted it yet.
    async hide(app, users, message) {
      const rows = users.map((user) => ({ app, user, message }))
      const statement = writes
        .insertInto('erased')
        .values(rows)
        .onConflict((conflict) => conflict.columns(['app', 'user', 'message']).doNothing())
      await connection.together([statement.compile()])
    },

    async forget(app, user, log, { id, seq, now }) {
      const forgetting = sql`
        update follow set
          forgotten = ${flavour.greatest(sql`coalesce(forgotten, 0)`, sql<number>`${id}`)},
          start = ${flavour.greatest(sql`start`, sql<number>`${seq}`)},
          delivered = ${flavour.greatest(sql`delivered`, sql<number>`${seq}`)}
        where app = ${app} and "user" = ${user} and log = ${numberOf(app, log)}`
      await connection.together(
        [openFollow(app, user, log, now), forgetting].map((each) => each.compile(writes)),
      )
    },

    async forgetAll(app, user, id) {
      const statements = [
        sql`
          update follow set ${cleared(flavour)}
          where app = ${app} and "user" = ${user}
            and exists (select 1 from log where log.id = follow.log and log.key not like 'u:%')`,
        sql`
          update "user" set forgotten = ${flavour.greatest(sql`coalesce(forgotten, 0)`, sql<number>`${id}`)}
          where app = ${app} and name = ${user}`,
      ]
      await connection.together(statements.map((each) => each.compile(writes)))
    },
  }
}

/**
 * Whether a row of `entry` lies in the part of its log that the user can read. Pairs need not be followed yet, and threads are open to
 * the members of their group from the beginning.
 */
function isWithinReach({ greatest }: SqlFlavour, user: string): RawBuilder<SqlBool> {
  const follow = sql`from follow where follow.app = entry.app and follow."user" = ${user} and follow.log = entry.log`
  const forgotten = greatest(sql`coalesce(follow.forgotten, 0)`, sql`coalesce(person.forgotten, 0)`)
  const reached = sql`(entry.seq > follow.start and entry.seq <= coalesce(follow.until, entry.seq)
    or entry.seq < 0 and follow.cleared is null)`
  const isOpen = sql`substr(log.key, 1, 1) = 'g' and exists (select 1 from channel as thread
    join channel as parent on parent.app = thread.app and parent.key = thread.parent
    join member on member.app = parent.app and member.channel = parent.id and member."user" = ${user}
    where thread.app = entry.app and thread.key = substr(log.key, 3)
      and thread.kind = ${sql.lit(kindNumbers.thread)} and member.role > 0)`
  return sql<SqlBool>`exists (select 1 from "user" as person
    where person.app = entry.app and person.name = ${user} and entry.id > coalesce(person.forgotten, 0) and (
      exists (select 1 ${follow} and entry.id > ${forgotten} and ${reached})
      or substr(log.key, 1, 1) = 'p' and not exists (select 1 ${follow})
      or ${isOpen} and not exists (select 1 ${follow} and entry.id <= coalesce(follow.forgotten, 0))))`
}
