import { groupMembers as operations } from '@ringpost/contract'
import type { Caller } from '../../domain/caller.ts'
import { personal } from '../../domain/channels/channel-access.ts'
import { alreadyMembers } from '../../domain/channels/members.ts'
import type { Groups } from '../../domain/groups/groups.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { type Binding, bind } from '../request-context.ts'

/** The ways into and out of groups, other than being added and removed. */
export function admissionRoutes({ groups: { members, admissions, shields } }: { groups: Groups }): Binding[] {
  const shield = async (action: 'shield' | 'unshield', caller: Caller, groupid: string) => {
    const person = personal(caller)
    await shields[action](person, groupid)
    return { reply: { action, groupid, result: true, user: person.actor.name } }
  }

  return [
    bind(operations.inviteToGroup, async ({ caller, params, body }) => {
      const id = params.group
      const names = typeof body.usernames === 'string' ? [body.usernames] : body.usernames
      const invited = await admissions.invite(caller, id, names)
      return {
        reply: invited.map(({ user, outcome }) => ({
          action: 'invite',
          id,
          result: outcome !== 'member',
          user,
          ...(outcome === 'member' && { reason: alreadyMembers(id, [user]).reasons.trim() }),
        })),
      }
    }),

    bind(operations.answerGroupInvitation, async ({ caller, params, body }) => {
      const id = params.group
      await admissions.answerInvitation(caller, id, body.invitee, { accepted: isSet(body.verifyResult) })
      return { reply: { action: 'invite_verify', id, result: true, user: foldUserName(body.invitee) } }
    }),

    bind(operations.applyToGroup, async ({ caller, params, body }) => {
      const id = params.group
      const person = personal(caller)
      await admissions.apply(person, id, body.message ?? '')
      return { reply: { action: 'apply', id, result: true, user: person.actor.name } }
    }),

    bind(operations.answerGroupApplication, async ({ caller, params, body }) => {
      const id = params.group
      const answer = { accepted: isSet(body.verifyResult), reason: body.reason ?? '' }
      await admissions.answerApplication(caller, id, body.applicant, answer)
      return { reply: { action: 'apply_verify', id, result: true, user: foldUserName(body.applicant) } }
    }),

    bind(operations.leaveGroup, async ({ caller, params }) => {
      await members.remove(caller, params.group, [personal(caller).actor.name])
      return { reply: { result: true } }
    }),

    bind(operations.shieldGroup, ({ caller, params }) => shield('shield', caller, params.group)),
    bind(operations.unshieldGroup, ({ caller, params }) => shield('unshield', caller, params.group)),
  ]
}

function isSet(flag: boolean | 'true' | 'false'): boolean {
  return flag === true || flag === 'true'
}
