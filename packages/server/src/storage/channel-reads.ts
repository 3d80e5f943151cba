import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Channel, channelLog } from '../domain/channels/channel.ts'
import type { ChannelList, ChannelStore } from '../domain/channels/channel-store.ts'
import { groupLog } from '../domain/log/log-key.ts'
import { decodePageCursor, encodePageCursor } from '../domain/query/page-cursor.ts'
import { kindNumbers, roleNumbers, toChannel, toMember, toRole, toStanding } from './channel-row.ts'
import type { Connection } from './engine.ts'
import { prepared } from './prepared.ts'

/** Worded like the indexes of the lists, without parameters, or SQLite does not see that the indexes apply. */
const inList = {
  admins: sql<SqlBool>`role = 2`,
  muted: sql<SqlBool>`muted_until > 0`,
  allowed: sql<SqlBool>`allowed = 1`,
  blocked: sql<SqlBool>`blocked = 1`,
} as const satisfies Record<ChannelList, RawBuilder<SqlBool>>

const findChannel = prepared(({ reads }, of: { app: number; id: string }) =>
  reads.selectFrom('channel').selectAll().where('app', '=', of.app).where('key', '=', of.id).compile(),
)

const findLogs = prepared(({ reads }, of: { app: number; user: string }) => {
  const start = sql<number | null>`case when channel.kind <> ${sql.lit(kindNumbers.room)} then (
    select follow.start from log join follow on follow.app = log.app and follow."user" = member."user" and follow.log = log.id
    where log.app = channel.app and log.key = ${sql.lit(groupLog(''))} || channel.key) end`
  return reads
    .selectFrom('member')
    .innerJoin('channel', 'channel.id', 'member.channel')
    .select(['channel.key', 'channel.kind', start.as('start')])
    .where('member.app', '=', of.app)
    .where('member.user', '=', of.user)
    .where('member.role', '>', 0)
    .compile()
})

/** Read-only part of the store of groups and rooms. */
export function channelReads(connection: Connection): Omit<ChannelStore, 'create' | 'apply' | 'delete'> {
  const { reads, longReads, bulkReads } = connection
  const membersOf = ({ number }: Channel, from = reads) =>
    from.selectFrom('member').where('channel', '=', number).where('role', '>', 0)

  const channelsOf = (app: number, users: readonly string[], kind: number) =>
    reads
      .selectFrom('member')
      .innerJoin('channel', 'channel.id', 'member.channel')
      .where('member.app', '=', app)
      .where('member.user', 'in', users)
      .where('member.role', '>', 0)
      .where('channel.kind', '=', kind)

  return {
    async get(app, id) {
      const { rows } = await reads.executeQuery(findChannel(connection, { app, id }))
      return rows[0] && toChannel(rows[0])
    },

    // Without statistics, PostgreSQL would look for the kind in an index and then read all of it.
    async getMany(app, kind, ids) {
      const rows = await reads
        .selectFrom('channel')
        .selectAll()
        .where('app', '=', app)
        .where('key', 'in', ids)
        .execute()
      return rows.map(toChannel).filter((channel) => channel.kind === kind)
    },

    async standings(app, id, users) {
      if (users.length === 0) return new Map()
      const rows = await reads
        .selectFrom('member')
        .innerJoin('channel', 'channel.id', 'member.channel')
        .selectAll('member')
        .where('channel.app', '=', app)
        .where('channel.key', '=', id)
        .where('member.user', 'in', users)
        .execute()
      return new Map(rows.map((row) => [row.user, toStanding(row)]))
    },

    async list(app, kind, limit, start, { publicOnly = false } = {}) {
      const list = publicOnly ? `public ${kind}s` : `${kind}s`
      let query = reads
        .selectFrom('channel')
        .selectAll()
        .where('app', '=', app)
        .where('kind', '=', kindNumbers[kind])
        .orderBy('id', 'desc')
        .limit(limit + 1)
      // Worded like the condition of the index: a parameter would not be recognised.
      if (publicOnly) query = query.where('public', '=', sql.lit(1))
      if ('offset' in start) query = query.offset(start.offset)
      else {
        const place = decodePageCursor(list, start.cursor, ['number'])
        if (place !== undefined) query = query.where('id', '<', place[0])
      }
      const rows = await query.execute()
      const last = rows[limit - 1]
      return {
        channels: rows.slice(0, limit).map(toChannel),
        ...(rows.length > limit && last !== undefined && { cursor: encodePageCursor(list, [last.id]) }),
      }
    },

    async count(app, kind) {
      const row = await reads
        .selectFrom('channel_count')
        .select('count')
        .where('app', '=', app)
        .where('kind', '=', kindNumbers[kind])
        .executeTakeFirst()
      return row?.count ?? 0
    },

    async members(channel, limit, start, { newestFirst = false, withoutOwner = false } = {}) {
      const direction = newestFirst ? 'desc' : 'asc'
      const list = `members ${direction}`
      let query = membersOf(channel)
        .select(['user', 'role', 'joined_at'])
        .orderBy('joined_at', direction)
        .orderBy('user', direction)
        .limit(limit + 1)
      if (withoutOwner) query = query.where('role', '<>', roleNumbers.owner)
      if ('offset' in start) query = query.offset(start.offset)
      else {
        const place = decodePageCursor(list, start.cursor, ['number', 'text'])
        if (place !== undefined)
          query = query.where(({ eb, refTuple, tuple }) =>
            eb(refTuple('joined_at', 'user'), newestFirst ? '<' : '>', tuple(...place)),
          )
      }
      const rows = await query.execute()
      const last = rows[limit - 1]
      return {
        members: rows.slice(0, limit).map(toMember),
        ...(rows.length > limit &&
          last !== undefined && { cursor: encodePageCursor(list, [last.joined_at, last.user]) }),
      }
    },

    async listed({ number }, list, now, limit, start) {
      const name = `list ${list}`
      let query = reads
        .selectFrom('member')
        .select(['user', 'muted_until'])
        .where('channel', '=', number)
        .where(inList[list])
        .orderBy('user')
        .limit(limit + 1)
      if (list === 'muted') query = query.where('muted_until', '>', now)
      if ('offset' in start) query = query.offset(start.offset)
      else {
        const place = decodePageCursor(name, start.cursor, ['text'])
        if (place !== undefined) query = query.where('user', '>', place[0])
      }
      const rows = await query.execute()
      const last = rows[limit - 1]
      return {
        users: rows.slice(0, limit).map((row) => ({ user: row.user, mutedUntil: row.muted_until })),
        ...(rows.length > limit && last !== undefined && { cursor: encodePageCursor(name, [last.user]) }),
      }
    },

    async everyone(channel) {
      const rows = await membersOf(channel, longReads).select('user').execute()
      return rows.map(({ user }) => user)
    },

    async visitors(app, after, limit) {
      const rows = await bulkReads
        .selectFrom('member')
        .innerJoin('channel', 'channel.id', 'member.channel')
        .select('member.user')
        .distinct()
        .where('member.app', '=', app)
        .where('member.user', '>', after)
        .where('member.role', '=', roleNumbers.member)
        .where('member.allowed', '=', 0)
        .where('channel.kind', '=', kindNumbers.room)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('device')
              .select('device.id')
              .whereRef('device.app', '=', 'member.app')
              .whereRef('device.user', '=', 'member.user'),
          ),
        )
        .orderBy('member.user')
        .limit(limit)
        .execute()
      return rows.map(({ user }) => user)
    },

    async ofUser(app, user, kind, { limit, ...start }) {
      let query = channelsOf(app, [user], kindNumbers[kind])
        .selectAll('channel')
        .select(['member.role', 'member.joined_at', 'member.muted_until'])
        .orderBy('member.joined_at', 'desc')
        .orderBy('channel.id', 'desc')
        .limit(limit)
      if ('offset' in start) query = query.offset(start.offset)
      else {
        const { joinedAt, number } = start.behind
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('member.joined_at', 'channel.id'), '<', tuple(joinedAt, number)),
        )
      }
      const rows = await query.execute()
      return rows.map((row) => ({
        channel: toChannel(row),
        role: toRole(row.role)!,
        joinedAt: row.joined_at,
        mutedUntil: row.muted_until,
      }))
    },

    async countOfUsers(app, users, kind) {
      const rows = await channelsOf(app, users, kindNumbers[kind])
        .select(({ fn }) => ['member.user', fn.countAll<number>().as('count')])
        .groupBy('member.user')
        .execute()
      return new Map(rows.map(({ user, count }) => [user, count]))
    },

    async ownedBy(app, user) {
      const rows = await reads
        .selectFrom('channel')
        .selectAll()
        .where('app', '=', app)
        .where('owner', '=', user)
        .execute()
      return rows.map(toChannel)
    },

    async logsOf(app, user) {
      const { rows } = await longReads.executeQuery(findLogs(connection, { app, user }))
      return rows.map(({ key, kind, start }) => ({
        log: channelLog({ id: key, kind: kind === kindNumbers.room ? 'room' : 'group' }),
        start: start ?? 0,
      }))
    },
  }
}
