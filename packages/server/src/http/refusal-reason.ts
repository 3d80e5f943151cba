import { ApiError } from '@ringpost/contract'
import type { Outcome } from '../domain/channels/outcome.ts'

/** Why an operation on several users of a group or room failed for one of them, in the words of the error texts. */
export function refusalReason(
  refusal: NonNullable<Outcome['refusal']>,
  username: string,
  id: string,
  place: 'group' | 'chatroom' = 'group',
): string {
  if (refusal === 'owner') return new ApiError('channel.owner_stays').message
  return `user: ${username} doesn't exist in ${place}: ${id}`
}

/**
 * The outcome for the only user that a request names.
 * @throws ApiError `channel.owner_stays`, `group.not_members` or `room.not_members` if the operation failed for them.
 */
export function only([outcome]: readonly Outcome[], kind: 'group' | 'room'): Outcome {
  const { user, refusal } = outcome!
  if (refusal === 'owner') throw new ApiError('channel.owner_stays')
  if (refusal === 'not-member') throw new ApiError(`${kind}.not_members`, { users: user })
  return outcome!
}
