import { ApiError } from '@ringpost/contract'
import { type MucBody, MucOperation } from '@ringpost/protocol'
import type { Person } from '../../domain/actor.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Groups } from '../../domain/groups/groups.ts'

/** Limit on users named in one frame. */
const NAMES_LIMIT = 100

/**
 * Performs over the socket what web SDKs ask for over REST (msync.md §7.2): joining and leaving groups, with consent
 * or without.
 * @throws ApiError of each act.
 */
export async function actOnGroup(
  { members, admissions, shields }: Groups,
  caller: Caller<Person>,
  { muc, operation, to, reason }: MucBody,
): Promise<void> {
  const id = muc?.name ?? ''
  const names = to.flatMap(({ name }) => (name ? [name] : []))
  const named = (): string[] => {
    if (names.length === 0) throw new ApiError('channel.field_missing', { field: 'to' })
    if (names.length > NAMES_LIMIT) throw new ApiError('channel.add_too_many', { limit: NAMES_LIMIT })
    return names
  }
  const answer = (accepted: boolean) => ({ accepted, reason: reason ?? '' })
  switch (operation) {
    case MucOperation.JOIN:
    case MucOperation.APPLY:
      await admissions.apply(caller, id, reason ?? '')
      return
    case MucOperation.APPLY_ACCEPT:
    case MucOperation.APPLY_DECLINE: {
      const accepted = operation === MucOperation.APPLY_ACCEPT
      for (const name of named()) await admissions.answerApplication(caller, id, name, answer(accepted))
      return
    }
    case MucOperation.INVITE:
      await admissions.invite(caller, id, named())
      return
    case MucOperation.INVITE_ACCEPT:
    case MucOperation.INVITE_DECLINE:
      await admissions.answerInvitation(caller, id, caller.actor.name, {
        accepted: operation === MucOperation.INVITE_ACCEPT,
      })
      return
    case MucOperation.LEAVE:
      await members.remove(caller, id, [caller.actor.name])
      return
    case MucOperation.KICK:
      await members.remove(caller, id, named())
      return
    case MucOperation.BLOCK:
      await shields.shield(caller, id)
      return
    case MucOperation.UNBLOCK:
      await shields.unshield(caller, id)
      return
    default:
      throw new ApiError('route.not_built', { operation: `group operation ${operation}` })
  }
}
