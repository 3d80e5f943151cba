import { ApiError } from '@ringpost/contract'
import type { Outcome } from '../domain/channels/outcome.ts'

/** Why something was not done to one of several users of a group or room, in the words of the error texts. */
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
 * What became of the only user that a request names.
 * @throws ApiError `channel.owner_stays`, or `group.not_members` or `room.not_members` when it was not done to them.
 */
export function only([outcome]: readonly Outcome[], kind: 'group' | 'room'): Outcome {
  const { user, refusal } = outcome!
  if (refusal === 'owner') throw new ApiError('channel.owner_stays')
  if (refusal === 'not-member') throw new ApiError(`${kind}.not_members`, { users: user })
  return outcome!
}
