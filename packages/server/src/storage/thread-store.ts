import { contentNumbers } from '@ringpost/protocol/body'
import { sql } from 'kysely'
import { entryKind } from '../domain/log/entry.ts'
import { groupLog } from '../domain/log/log-key.ts'
import { decodePageCursor, encodePageCursor } from '../domain/query/page-cursor.ts'
import type { ThreadPage, ThreadPageRequest, ThreadStore } from '../domain/threads/thread-store.ts'
import { kindNumbers, toChannel } from './channel-row.ts'
import type { Connection } from './engine.ts'
import { prepared } from './prepared.ts'
import { visibleMessage } from './visible-messages.ts'

interface AttachedRow extends Row {
  head: number
  last: number | null
}

const findAttached = prepared(({ reads, flavour }, of: { app: number; user: string; messages: string }) => {
  const isMember = sql`exists (select 1 from channel as parent
    join member on member.channel = parent.id and member.app = parent.app and member."user" = ${of.user}
    where parent.app = channel.app and parent.key = channel.parent and member.role > 0)`
  const last = sql`(select entry.id from entry
    where entry.app = channel.app and entry.log = log.id and ${visibleMessage(flavour, of.user)}
      and entry.content_type <> ${sql.lit(contentNumbers.cmd)}
    order by entry.seq desc limit 1)`
  return sql<AttachedRow>`
    select channel.*, coalesce(${flavour.head(sql`log.app`, sql`log.id`)}, 0) as head, ${last} as last
    from ${flavour.ids(of.messages)} as wanted
    join channel on channel.app = ${of.app} and channel.root = wanted.id and channel.root > 0
    left join log on log.app = channel.app and log.key = ${sql.lit(groupLog(''))} || channel.key
    where channel.kind = ${sql.lit(kindNumbers.thread)} and ${isMember}`.compile(reads)
})

/** Threads by group, user and message. */
export function threadStore(connection: Connection): ThreadStore {
  const { reads, longReads } = connection
  // Worded like the condition of the indexes: a parameter would not be recognised.
  const threadsOf = (app: number) =>
    reads
      .selectFrom('channel')
      .where('channel.app', '=', app)
      .where('channel.root', '>', sql.lit(0))
      .where('channel.kind', '=', kindNumbers.thread)

  return {
    async list(app, group, page) {
      const { limit, cursor, oldestFirst } = page
      const list = `threads ${oldestFirst}`
      let query = threadsOf(app)
        .selectAll('channel')
        .orderBy('channel.id', oldestFirst ? 'asc' : 'desc')
        .limit(limit + 1)
      if (group !== null) query = query.where('channel.parent', '=', group)
      const place = decodePageCursor(list, cursor, ['number'])
      if (place !== undefined) query = query.where('channel.id', oldestFirst ? '>' : '<', place[0])
      const rows = await query.execute()
      return pageOf(
        rows.map((row) => ({ row, place: [row.id] })),
        list,
        page,
      )
    },

    async joined(app, user, group, page) {
      const { limit, cursor, oldestFirst } = page
      const list = `joined threads ${oldestFirst}`
      const direction = oldestFirst ? 'asc' : 'desc'
      let query = threadsOf(app)
        .innerJoin('member', 'member.channel', 'channel.id')
        .where('member.app', '=', app)
        .where('member.user', '=', user)
        .where('member.role', '>', 0)
        .selectAll('channel')
        .select('member.joined_at')
        .orderBy('member.joined_at', direction)
        .orderBy('channel.id', direction)
        .limit(limit + 1)
      if (group !== null) query = query.where('channel.parent', '=', group)
      const place = decodePageCursor(list, cursor, ['number', 'number'])
      if (place !== undefined)
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('member.joined_at', 'channel.id'), oldestFirst ? '>' : '<', tuple(...place)),
        )
      const rows = await query.execute()
      return pageOf(
        rows.map((row) => ({ row, place: [row.joined_at, row.id] })),
        list,
        page,
      )
    },

    async attached(app, user, messages) {
      if (messages.length === 0) return []
      const { rows } = await reads.executeQuery(
        findAttached(connection, { app, user, messages: JSON.stringify(messages) }),
      )
      return rows.map(({ head, last, ...row }) => {
        const thread = toChannel(row)
        return { thread, root: thread.thread!, head, last }
      })
    },

    async hasRoot(app, message) {
      const row = await threadsOf(app).select('id').where('channel.root', '=', message).executeTakeFirst()
      return row !== undefined
    },

    async countMessages(app, log, after, upTo) {
      const row = await longReads
        .selectFrom('entry')
        .innerJoin('log', 'log.id', 'entry.log')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('log.app', '=', app)
        .where('log.key', '=', log)
        .where('entry.app', '=', app)
        .where('entry.seq', '>', after)
        .where('entry.seq', '<=', upTo)
        .where('entry.kind', '=', entryKind.message)
        .executeTakeFirstOrThrow()
      return row.count
    },

    async idsOf(app, group) {
      const rows = await threadsOf(app).select('key').where('channel.parent', '=', group).execute()
      return rows.map(({ key }) => key)
    },

    async withUsers(app, group, users) {
      const rows = await threadsOf(app)
        .innerJoin('member', 'member.channel', 'channel.id')
        .where('channel.parent', '=', group)
        .where('member.user', 'in', users)
        .where('member.role', '>', 0)
        .select(['channel.key', 'member.user'])
        .execute()
      const found = new Map<string, string[]>()
      for (const { key, user } of rows) found.set(key, [...(found.get(key) ?? []), user])
      return Array.from(found, ([id, names]) => ({ id, users: names }))
    },
  }
}

type Row = Parameters<typeof toChannel>[0]

/** One extra row shows that there is another page. */
function pageOf(
  rows: readonly { row: Row; place: number[] }[],
  list: string,
  { limit }: ThreadPageRequest,
): ThreadPage {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    threads: rows.slice(0, limit).map(({ row }) => toChannel(row)),
    ...(last && { cursor: encodePageCursor(list, last.place) }),
  }
}
