import { ApiError } from '@ringpost/contract'
import type { Removal } from '../domain/channels/members.ts'

/** Why one of several users was not removed from a group or room, in the words of the error texts. */
export function removalReason(
  refusal: NonNullable<Removal['refusal']>,
  username: string,
  id: string,
): string {
  const error =
    refusal === 'owner' ? new ApiError('channel.owner_stays') : new ApiError('group.not_in', { username, id })
  return error.message
}
