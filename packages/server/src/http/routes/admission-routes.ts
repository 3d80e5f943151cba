import { groupMembers as operations } from '@ringpost/contract'
import type { Actor } from '../../domain/actor.ts'
import { personOf } from '../../domain/channels/channel-access.ts'
import { alreadyMembers } from '../../domain/channels/members.ts'
import type { Groups } from '../../domain/groups/groups.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { type Binding, bind } from '../request-context.ts'

/** How users come into groups and out of them, other than by being added and removed. */
export function admissionRoutes({ groups: { members, admissions } }: { groups: Groups }): Binding[] {
  const shield = async (app: App, actor: Actor, groupid: string, shielded: boolean) => {
    const person = personOf(actor)
    await admissions.shield(app, person, groupid, shielded)
    const action = shielded ? ('shield' as const) : ('unshield' as const)
    return { reply: { action, groupid, result: true, user: person.name } }
  }

  return [
    bind(operations.inviteToGroup, async ({ app, actor, params, body }) => {
      const id = params.group
      const names = typeof body.usernames === 'string' ? [body.usernames] : body.usernames
      const invited = await admissions.invite(app, actor, id, names)
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

    bind(operations.answerGroupInvitation, async ({ app, actor, params, body }) => {
      const id = params.group
      await admissions.answerInvitation(app, actor, id, body.invitee, isSet(body.verifyResult))
      return { reply: { action: 'invite_verify', id, result: true, user: foldUserName(body.invitee) } }
    }),

    bind(operations.applyToGroup, async ({ app, actor, params, body }) => {
      const id = params.group
      const person = personOf(actor)
      await admissions.apply(app, person, id, body.message ?? '')
      return { reply: { action: 'apply', id, result: true, user: person.name } }
    }),

    bind(operations.answerGroupApplication, async ({ app, actor, params, body }) => {
      const id = params.group
      const answer = { accepted: isSet(body.verifyResult), reason: body.reason ?? '' }
      await admissions.answerApplication(app, actor, id, body.applicant, answer)
      return { reply: { action: 'apply_verify', id, result: true, user: foldUserName(body.applicant) } }
    }),

    bind(operations.leaveGroup, async ({ app, actor, params }) => {
      await members.remove(app, actor, params.group, [personOf(actor).name])
      return { reply: { result: true } }
    }),

    bind(operations.shieldGroup, ({ app, actor, params }) => shield(app, actor, params.group, true)),
    bind(operations.unshieldGroup, ({ app, actor, params }) => shield(app, actor, params.group, false)),
  ]
}

function isSet(flag: boolean | 'true' | 'false'): boolean {
  return flag === true || flag === 'true'
}
