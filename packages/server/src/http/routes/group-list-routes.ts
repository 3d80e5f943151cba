import { groupRoles as operations } from '@ringpost/contract'
import type { Groups } from '../../domain/groups/groups.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { done, groupMark, listPage, silenced } from '../marked-users.ts'
import { namesOf, namesToRemove } from '../name-list.ts'
import { only } from '../refusal-reason.ts'
import { type Binding, bind } from '../request-context.ts'

/** Who may speak in a group, and who may not come in. */
export function groupListRoutes({ groups: { governance } }: { groups: Groups }): Binding[] {
  const { voices, bans } = governance
  return [
    bind(operations.groupBlocklist, async ({ app, actor, params, query }) => {
      const { users, cursor } = await bans.list(app, actor, params.group!, listPage(query))
      return { reply: users.map(({ user }) => user), count: users.length, cursor }
    }),

    bind(operations.blockGroupMember, async ({ app, actor, params, query }) => {
      const { group, username } = params as { group: string; username: string }
      const outcome = only(await bans.block(app, actor, group, [username]), 'group.not_members')
      const reply = groupMark('add_blocks', group)(outcome)
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(operations.blockGroupMembers, async ({ app, actor, params, query, body }) => {
      const { group } = params as { group: string }
      const outcomes = await bans.block(app, actor, group, namesOf(body.usernames))
      const reply = outcomes.map(groupMark('add_blocks', group))
      return { reply: reply.length === 1 && query.version !== 'v3' ? reply[0]! : reply }
    }),

    bind(operations.unblockGroupMembers, async ({ app, actor, params, query }) => {
      const { group, username } = params as { group: string; username: string }
      const names = namesToRemove(username, 'channel.unblock_too_many')
      const outcomes = await bans.unblock(app, actor, group, names)
      const mark = groupMark('remove_blocks', group)
      if (username.includes(',')) return { reply: outcomes.map(mark) }
      const reply = mark(only(outcomes, 'group.not_members'))
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(operations.unblockGroupMembersInBody, async ({ app, actor, params, body }) => {
      const { group } = params as { group: string }
      const outcomes = await bans.unblock(app, actor, group, namesOf(body.usernames))
      return { reply: outcomes.map(groupMark('remove_blocks', group)) }
    }),

    bind(operations.groupAllowlist, async ({ app, actor, params, query }) => {
      const { users, cursor } = await voices.list(app, actor, params.group!, 'allowed', listPage(query))
      return { reply: users.map(({ user }) => user), count: users.length, cursor }
    }),

    bind(operations.isOnGroupAllowlist, async ({ app, actor, params }) => {
      const { group, username } = params as { group: string; username: string }
      const white = await voices.isAllowed(app, actor, group, username)
      return { reply: { member: foldUserName(username), white } }
    }),

    bind(operations.allowGroupMember, async ({ app, actor, params, query }) => {
      const { group, username } = params as { group: string; username: string }
      const outcome = only(await voices.allow(app, actor, group, [username]), 'group.not_members')
      const reply = groupMark('add_user_whitelist', group)(outcome)
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(operations.allowGroupMembers, async ({ app, actor, params, body }) => {
      const { group } = params as { group: string }
      const outcomes = await voices.allow(app, actor, group, namesOf(body.usernames))
      return { reply: outcomes.map(groupMark('add_user_whitelist', group)) }
    }),

    bind(operations.disallowGroupMembers, async ({ app, actor, params }) => {
      const { group, username } = params as { group: string; username: string }
      const names = namesToRemove(username, 'channel.disallow_too_many')
      const users = await voices.disallow(app, actor, group, names)
      return { reply: users.map(done).map(groupMark('remove_user_whitelist', group)) }
    }),

    bind(operations.groupMutelist, async ({ app, actor, params, query }) => {
      const { users, cursor } = await voices.list(app, actor, params.group!, 'muted', listPage(query))
      const reply = users.map(({ user, mutedUntil }) => ({ expire: mutedUntil, user }))
      return { reply, count: reply.length, cursor }
    }),

    bind(operations.isMutedInGroup, async ({ app, actor, params }) => ({
      reply: await voices.isMuted(app, actor, params.group!, params.username!),
    })),

    bind(operations.muteGroupMembers, async ({ app, actor, params, body }) => {
      const { group } = params as { group: string }
      const duration = Number(body.mute_duration)
      const silence = await voices.mute(app, actor, group, namesOf(body.usernames), duration)
      return { reply: silenced(silence, group, 'group') }
    }),

    bind(operations.unmuteGroupMembers, async ({ app, actor, params }) => {
      const names = namesToRemove(params.username!, 'group.unmute_too_many')
      const users = await voices.unmute(app, actor, params.group!, names)
      return { reply: users.map((user) => ({ result: true, user })) }
    }),

    bind(operations.muteGroup, async ({ app, actor, params }) => {
      await voices.muteAll(app, actor, params.group!, true)
      return { reply: { mute: true } }
    }),

    bind(operations.unmuteGroup, async ({ app, actor, params }) => {
      await voices.muteAll(app, actor, params.group!, false)
      return { reply: { mute: false } }
    }),
  ]
}
