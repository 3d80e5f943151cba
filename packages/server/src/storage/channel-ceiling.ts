import type { Channel } from '../domain/channels/channel.ts'
import { BeyondQuota } from '../domain/channels/channel-quota.ts'
import type { ChannelCeiling } from '../domain/channels/channel-store.ts'
import { kindNumbers } from './channel-row.ts'
import type { Connection } from './engine.ts'
import { guarded, type Statement } from './guard.ts'

/** Returns statements to put around those that create a channel or its members, so nobody exceeds a quota. */
export function ceilingAround(
  { writes, flavour }: Connection,
  { app, kind }: Pick<Channel, 'app' | 'kind'>,
  { ofApp, ofUser, users }: ChannelCeiling,
): { before: Statement[]; after: Statement[] } {
  const [boundsApp, boundsUsers] = [ofApp > 0, ofUser > 0 && users.length > 0]
  if (!boundsApp && !boundsUsers) return { before: [], after: [] }
  // Two concurrent counts would each find that there is room.
  const turn = flavour.turn([
    ...(boundsApp ? [`${app}/${kind}`] : []),
    ...(boundsUsers ? users.map((user) => `${app}/${kind}/${user}`) : []),
  ])
  const ofKind = writes.selectFrom('channel').where('channel.kind', '=', kindNumbers[kind])
  const appsBeyond = ofKind.select('id').where('app', '=', app).limit(1).offset(ofApp).compile()
  const usersBeyond = ofKind
    .innerJoin('member', 'member.channel', 'channel.id')
    .select('member.user')
    .where('member.app', '=', app)
    .where('member.user', 'in', users)
    .where('member.role', '>', 0)
    .groupBy('member.user')
    .having(({ fn }) => fn.countAll(), '>', ofUser)
  return {
    before: turn === undefined ? [] : [turn.compile(writes)],
    after: [
      ...(boundsApp ? [guarded(appsBeyond, 0, () => new BeyondQuota(null))] : []),
      ...(boundsUsers
        ? [guarded(usersBeyond.compile(), 0, (rows) => new BeyondQuota(rows.map(({ user }) => user)))]
        : []),
    ],
  }
}
