import { channels as operations } from '@ringpost/contract'
import type { ManagedKind } from '../../domain/channels/channel.ts'
import type { Governance } from '../../domain/channels/governance.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { channelIdIn } from '../channel-id.ts'
import { done, listPage, outcomeIn, silenced } from '../channel-lists.ts'
import { namesOf, namesToRemove } from '../name-list.ts'
import { only } from '../refusal-reason.ts'
import { type Binding, bind } from '../request-context.ts'

/** Who may speak in groups, or in rooms, and who may not come in. */
export function channelListRoutes(kind: ManagedKind, { voices, bans }: Governance): Binding[] {
  const declared = operations[kind]
  const idIn = channelIdIn(kind)
  return [
    bind(declared.blocklist, async ({ app, actor, params, query }) => {
      const { users, cursor } = await bans.list(app, actor, idIn(params), listPage(query))
      return { reply: users.map(({ user }) => user), count: users.length, cursor }
    }),

    bind(declared.block, async ({ app, actor, params, query }) => {
      const id = idIn(params)
      const outcome = only(await bans.block(app, actor, id, [params.username]), kind)
      const reply = outcomeIn(kind, id, 'add_blocks')(outcome)
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(declared.blockMany, async ({ app, actor, params, query, body }) => {
      const id = idIn(params)
      const outcomes = await bans.block(app, actor, id, namesOf(body.usernames))
      const reply = outcomes.map(outcomeIn(kind, id, 'add_blocks'))
      return { reply: reply.length === 1 && query.version !== 'v3' ? reply[0]! : reply }
    }),

    bind(declared.unblock, async ({ app, actor, params, query }) => {
      const id = idIn(params)
      const names = namesToRemove(params.username, 'channel.unblock_too_many')
      const outcomes = await bans.unblock(app, actor, id, names)
      const told = outcomeIn(kind, id, 'remove_blocks')
      if (params.username.includes(',')) return { reply: outcomes.map(told) }
      const reply = told(only(outcomes, kind))
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(declared.allowlist, async ({ app, actor, params, query }) => {
      const { users, cursor } = await voices.list(app, actor, idIn(params), 'allowed', listPage(query))
      return { reply: users.map(({ user }) => user), count: users.length, cursor }
    }),

    bind(declared.isAllowed, async ({ app, actor, params }) => {
      const white = await voices.isAllowed(app, actor, idIn(params), params.username)
      return { reply: { member: foldUserName(params.username), white } }
    }),

    bind(declared.allow, async ({ app, actor, params, query }) => {
      const id = idIn(params)
      const outcome = only(await voices.allow(app, actor, id, [params.username]), kind)
      const reply = outcomeIn(kind, id, 'add_user_whitelist')(outcome)
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(declared.allowMany, async ({ app, actor, params, body }) => {
      const id = idIn(params)
      const outcomes = await voices.allow(app, actor, id, namesOf(body.usernames))
      return { reply: outcomes.map(outcomeIn(kind, id, 'add_user_whitelist')) }
    }),

    bind(declared.disallow, async ({ app, actor, params }) => {
      const id = idIn(params)
      const names = namesToRemove(params.username, 'channel.disallow_too_many')
      const users = await voices.disallow(app, actor, id, names)
      return { reply: users.map(done).map(outcomeIn(kind, id, 'remove_user_whitelist')) }
    }),

    bind(declared.mutelist, async ({ app, actor, params, query }) => {
      const { users, cursor } = await voices.list(app, actor, idIn(params), 'muted', listPage(query))
      const reply = users.map(({ user, mutedUntil }) => ({ expire: mutedUntil, user }))
      return { reply, count: reply.length, cursor }
    }),

    bind(declared.isMuted, async ({ app, actor, params }) => ({
      reply: await voices.isMuted(app, actor, idIn(params), params.username),
    })),

    bind(declared.mute, async ({ app, actor, params, body }) => {
      const id = idIn(params)
      const duration = Number(body.mute_duration)
      const silence = await voices.mute(app, actor, id, namesOf(body.usernames), duration)
      return { reply: silenced(kind, id, silence) }
    }),

    bind(declared.unmute, async ({ app, actor, params }) => {
      const names = namesToRemove(params.username, `${kind}.unmute_too_many`)
      const users = await voices.unmute(app, actor, idIn(params), names)
      return { reply: users.map((user) => ({ result: true, user })) }
    }),

    bind(declared.muteAll, async ({ app, actor, params }) => {
      await voices.muteAll(app, actor, idIn(params))
      return { reply: { mute: true } }
    }),

    bind(declared.unmuteAll, async ({ app, actor, params }) => {
      await voices.unmuteAll(app, actor, idIn(params))
      return { reply: { mute: false } }
    }),
  ]
}
