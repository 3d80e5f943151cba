import { ApiError } from '@ringpost/contract/errors'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Standing, ThreadRoot } from '../domain/channels/channel.ts'
import type { ChannelCeiling, ChannelStore } from '../domain/channels/channel-store.ts'
import { entryKind } from '../domain/log/entry.ts'
import { Outdated } from '../domain/outdated.ts'
import { ceilingAround, countGone, countNew } from './channel-ceiling.ts'
import { channelReads } from './channel-reads.ts'
import {
  isForgotten,
  type StandingRow,
  standingColumns,
  standingValues,
  toChannel,
  toChannelRow,
  toStandingRow,
} from './channel-row.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'
import type { ChannelTable } from './schema.ts'

const FREE: ChannelCeiling = { ofApp: 0, ofUser: 0, users: [] }

/** Groups and rooms. */
export function channelStore(connection: Connection): ChannelStore {
  const { writes, flavour } = connection

  /**
   * Saves the standings of users who exist or are already known to the channel, and keeps the number of members: those among
   * them are taken off it before and added after, so the work does not depend on all the others.
   */
  function saveStandings(
    app: number,
    key: string,
    standings: ReadonlyMap<string, Standing>,
  ): RawBuilder<unknown>[] {
    const rows = [...standings].map(([user, standing]) => toStandingRow(user, standing))
    const kept = rows.filter((row) => !isForgotten(row))
    const forgotten = rows.filter(isForgotten).map((row) => [row.user])
    const channel = sql`(select id from channel where app = ${app} and key = ${key})`
    const saved = flavour.rows<StandingRow>(JSON.stringify(kept.map(standingValues)), standingColumns)
    const names = flavour.rows<{ name: string }>(JSON.stringify(forgotten), { name: 'text' })
    const keep = sql`
      insert into member
        (app, channel, "user", role, joined_at, muted_until, allowed, blocked, invited_by, applied, shielded)
      select ${app}, ${channel}, saved."user", saved.role, saved.joined_at, saved.muted_until, saved.allowed,
        saved.blocked, saved.invited_by, saved.applied, saved.shielded
      from ${saved} as saved
      where (select id from "user" where app = ${app} and name = saved."user") is not null and ${channel} is not null
      on conflict (channel, "user", app) do update set role = excluded.role, joined_at = excluded.joined_at,
        muted_until = excluded.muted_until, allowed = excluded.allowed, blocked = excluded.blocked,
        invited_by = excluded.invited_by, applied = excluded.applied, shielded = excluded.shielded`
    const forget = sql`
      delete from member where channel = ${channel} and "user" in (select name from ${names} as forgotten)`
    const all = flavour.rows<{ name: string }>(JSON.stringify(rows.map(({ user }) => [user])), {
      name: 'text',
    })
    const among = sql`(select count(*) from member
      where member.channel = channel.id and role > 0 and "user" in (select name from ${all} as touched))`
    const count = (how: '-' | '+') =>
      sql`update channel set member_count = member_count ${sql.raw(how)} ${among} where app = ${app} and key = ${key}`
    return [
      count('-'),
      ...(kept.length > 0 ? [keep] : []),
      ...(forgotten.length > 0 ? [forget] : []),
      count('+'),
    ]
  }

  const markRoot = (app: number, { message }: ThreadRoot) =>
    sql`update entry set threaded = 1
      where id = ${message} and app = ${app} and kind = ${sql.lit(entryKind.message)}`

  return {
    ...channelReads(connection),

    async create(channel, standings, ceiling = FREE) {
      const insert = writes
        .insertInto('channel')
        .values({ ...toChannelRow(channel), member_count: 0 })
        // Conflicts on the id, or on the message of a thread.
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .compile()
      const members = saveStandings(channel.app, channel.id, standings)
      const { before, after } = ceilingAround(connection, channel, ceiling)
      const rows = await connection.together([
        ...before,
        guarded(insert, 1, () => new ApiError('channel.id_taken', { id: channel.id })),
        ...(channel.thread === undefined ? [] : [markRoot(channel.app, channel.thread).compile(writes)]),
        ...members.map((each) => each.compile(writes)),
        ...after,
        countNew(connection, channel, ceiling.ofApp),
      ])
      return {
        ...toChannel(rows[before.length] as Selectable<ChannelTable>),
        memberCount: channel.memberCount,
      }
    },

    async apply({ channel, standings }, ceiling = FREE) {
      const { app, id, number, version } = channel
      const { member_count: _, ...rest } = toChannelRow(channel)
      const update = writes
        .updateTable('channel')
        .set({ ...rest, version: version + 1 })
        .where('id', '=', number)
        .where('version', '=', version)
        .returning('id')
        .compile()
      const members = standings.size === 0 ? [] : saveStandings(app, id, standings)
      const { before, after } = ceilingAround(connection, channel, ceiling)
      await connection.together([
        ...before,
        guarded(update, 1, () => new Outdated()),
        ...members.map((each) => each.compile(writes)),
        ...after,
      ])
    },

    async delete({ app, kind, number, version }) {
      const members = writes.deleteFrom('member').where('channel', '=', number).compile()
      const gone = writes
        .deleteFrom('channel')
        .where('id', '=', number)
        .where('version', '=', version)
        .returning('id')
        .compile()
      await connection.together([
        members,
        guarded(gone, 1, () => new Outdated()),
        countGone(connection, { app, kind }),
      ])
    },
  }
}
