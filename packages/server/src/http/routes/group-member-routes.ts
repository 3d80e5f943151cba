import { groupMembers as operations } from '@ringpost/contract'
import type { Outcome } from '../../domain/channels/outcome.ts'
import type { Groups } from '../../domain/groups/groups.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { outcomeIn } from '../channel-lists.ts'
import { memberList } from '../member-list.ts'
import { namesOf, namesToRemove } from '../name-list.ts'
import { refusalReason } from '../refusal-reason.ts'
import { type Binding, bind } from '../request-context.ts'

export function groupMemberRoutes({ groups: { members, governance } }: { groups: Groups }): Binding[] {
  return [
    bind(operations.groupMembers, (context) => memberList(members, context.params.group, context)),

    bind(operations.addGroupMember, async ({ caller, params, query }) => {
      const { group, username } = params
      await members.add(caller, group, [username], telling(query))
      const user = foldUserName(username)
      return { reply: { result: true, groupid: group, action: 'add_member' as const, user } }
    }),

    bind(operations.addGroupMembers, async ({ caller, params, query, body }) => {
      const group = params.group
      const names = namesOf(body.usernames)
      const newmembers = await members.add(caller, group, names, telling(query))
      return { reply: { newmembers, groupid: group, action: 'add_member' as const } }
    }),

    bind(operations.removeGroupMembers, async ({ caller, params, query }) => {
      const { group, username } = params
      const names = namesToRemove(username, 'channel.remove_too_many')
      const removals = await members.remove(caller, group, names, telling(query))
      const reply = removals.map((removal) => removed(group, removal))
      return { reply: username.includes(',') || query.version === 'v3' ? reply : reply[0]! }
    }),

    bind(operations.removeGroupMembersInBody, async ({ caller, params, query, body }) => {
      const group = params.group
      const removals = await members.remove(caller, group, namesOf(body.usernames), telling(query))
      return { reply: removals.map((removal) => removed(group, removal)) }
    }),

    bind(operations.unblockGroupMembersInBody, async ({ caller, params: { group }, body }) => {
      const outcomes = await governance.bans.unblock(caller, group, namesOf(body.usernames))
      return { reply: outcomes.map(outcomeIn('group', group, 'remove_blocks')) }
    }),
  ]
}

function telling(query: Readonly<Record<string, string>>) {
  return { quiet: query.need_notify === 'false' }
}

function removed(groupid: string, { user, refusal }: Outcome) {
  return {
    result: refusal === null,
    groupid,
    action: 'remove_member' as const,
    user,
    ...(refusal !== null && { reason: refusalReason(refusal, user, groupid) }),
  }
}
