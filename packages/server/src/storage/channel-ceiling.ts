import { sql } from 'kysely'
import type { Channel } from '../domain/channels/channel.ts'
import { BeyondQuota } from '../domain/channels/channel-quota.ts'
import type { ChannelCeiling } from '../domain/channels/channel-store.ts'
import { kindNumbers } from './channel-row.ts'
import type { Connection } from './engine.ts'
import { guarded, type Statement } from './guard.ts'

type Kind = Pick<Channel, 'app' | 'kind'>

/** Returns statements to put around those that change the members of a channel, so that no user exceeds a quota. */
export function ceilingAround(
  { writes, flavour }: Connection,
  { app, kind }: Kind,
  { ofUser, users }: ChannelCeiling,
): { before: Statement[]; after: Statement[] } {
  if (ofUser === 0 || users.length === 0) return { before: [], after: [] }
  // Two concurrent counts would each find that there is room.
  const turn = flavour.turn(users.map((user) => `${app}/${kind}/${user}`))
  const beyond = writes
    .selectFrom('channel')
    .innerJoin('member', 'member.channel', 'channel.id')
    .where('channel.kind', '=', kindNumbers[kind])
    .select('member.user')
    .where('member.app', '=', app)
    .where('member.user', 'in', users)
    .where('member.role', '>', 0)
    .groupBy('member.user')
    .having(({ fn }) => fn.countAll(), '>', ofUser)
    .compile()
  return {
    before: turn === undefined ? [] : [turn.compile(writes)],
    after: [guarded(beyond, 0, (rows) => new BeyondQuota(rows.map(({ user }) => user)))],
  }
}

/** Counts a new channel, unless the app has `most` of its kind; 0 = unlimited. */
export function countNew({ writes }: Connection, { app, kind }: Kind, most: number): Statement {
  const isFree = most > 0 ? sql`where channel_count.count < ${most}` : sql``
  const statement = sql`
    insert into channel_count (app, kind, count) values (${app}, ${kindNumbers[kind]}, 1)
    on conflict (app, kind) do update set count = channel_count.count + 1 ${isFree}
    returning count`.compile(writes)
  return guarded(statement, 1, () => new BeyondQuota(null))
}

/** Counts a channel that is being deleted. */
export function countGone({ writes }: Connection, { app, kind }: Kind): Statement {
  return sql`update channel_count set count = count - 1 where app = ${app} and kind = ${kindNumbers[kind]}`.compile(
    writes,
  )
}
