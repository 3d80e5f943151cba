import { channels as operations } from '@ringpost/contract'
import type { ManagedKind } from '../../domain/channels/channel.ts'
import type { Governance } from '../../domain/channels/governance.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { channelIdIn } from '../channel-id.ts'
import { done, listPage, outcomeIn, silenced } from '../channel-lists.ts'
import { namesOf, namesToRemove } from '../name-list.ts'
import { only } from '../refusal-reason.ts'
import { type Binding, bind } from '../request-context.ts'

/** The lists of groups or rooms that control who may speak and who may not enter. */
export function channelListRoutes(kind: ManagedKind, { voices, bans }: Governance): Binding[] {
  const declared = operations[kind]
  const idIn = channelIdIn(kind)
  return [
    bind(declared.blocklist, async ({ caller, params, query }) => {
      const { users, cursor } = await bans.list(caller, idIn(params), listPage(query))
      return { reply: users.map(({ user }) => user), count: users.length, cursor }
    }),

    bind(declared.block, async ({ caller, params, query }) => {
      const id = idIn(params)
      const outcome = only(await bans.block(caller, id, [params.username]), kind)
      const reply = outcomeIn(kind, id, 'add_blocks')(outcome)
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(declared.blockMany, async ({ caller, params, query, body }) => {
      const id = idIn(params)
      const outcomes = await bans.block(caller, id, namesOf(body.usernames))
      const reply = outcomes.map(outcomeIn(kind, id, 'add_blocks'))
      return { reply: reply.length === 1 && query.version !== 'v3' ? reply[0]! : reply }
    }),

    bind(declared.unblock, async ({ caller, params, query }) => {
      const id = idIn(params)
      const names = namesToRemove(params.username, 'channel.unblock_too_many')
      const outcomes = await bans.unblock(caller, id, names)
      const told = outcomeIn(kind, id, 'remove_blocks')
      if (params.username.includes(',')) return { reply: outcomes.map(told) }
      const reply = told(only(outcomes, kind))
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(declared.allowlist, async ({ caller, params, query }) => {
      const { users, cursor } = await voices.list(caller, idIn(params), 'allowed', listPage(query))
      return { reply: users.map(({ user }) => user), count: users.length, cursor }
    }),

    bind(declared.isAllowed, async ({ caller, params }) => {
      const white = await voices.isAllowed(caller, idIn(params), params.username)
      return { reply: { member: foldUserName(params.username), white } }
    }),

    bind(declared.allow, async ({ caller, params, query }) => {
      const id = idIn(params)
      const outcome = only(await voices.allow(caller, id, [params.username]), kind)
      const reply = outcomeIn(kind, id, 'add_user_whitelist')(outcome)
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(declared.allowMany, async ({ caller, params, body }) => {
      const id = idIn(params)
      const outcomes = await voices.allow(caller, id, namesOf(body.usernames))
      return { reply: outcomes.map(outcomeIn(kind, id, 'add_user_whitelist')) }
    }),

    bind(declared.disallow, async ({ caller, params }) => {
      const id = idIn(params)
      const names = namesToRemove(params.username, 'channel.disallow_too_many')
      const users = await voices.disallow(caller, id, names)
      return { reply: users.map(done).map(outcomeIn(kind, id, 'remove_user_whitelist')) }
    }),

    bind(declared.mutelist, async ({ caller, params, query }) => {
      const { users, cursor } = await voices.list(caller, idIn(params), 'muted', listPage(query))
      const reply = users.map(({ user, mutedUntil }) => ({ expire: mutedUntil, user }))
      return { reply, count: reply.length, cursor }
    }),

    bind(declared.isMuted, async ({ caller, params }) => ({
      reply: await voices.isMuted(caller, idIn(params), params.username),
    })),

    bind(declared.mute, async ({ caller, params, body }) => {
      const id = idIn(params)
      const duration = Number(body.mute_duration)
      const silence = await voices.mute(caller, id, namesOf(body.usernames), duration)
      return { reply: silenced(kind, id, silence) }
    }),

    bind(declared.unmute, async ({ caller, params }) => {
      const names = namesToRemove(params.username, `${kind}.unmute_too_many`)
      const users = await voices.unmute(caller, idIn(params), names)
      return { reply: users.map((user) => ({ result: true, user })) }
    }),

    bind(declared.muteAll, async ({ caller, params }) => {
      await voices.muteAll(caller, idIn(params))
      return { reply: { mute: true } }
    }),

    bind(declared.unmuteAll, async ({ caller, params }) => {
      await voices.unmuteAll(caller, idIn(params))
      return { reply: { mute: false } }
    }),
  ]
}
