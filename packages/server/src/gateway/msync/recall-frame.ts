import { ApiError } from '@ringpost/contract'
import { isConference, type MessageBodyPeek, type SendFrame } from '@ringpost/protocol'
import type { RecallRequest } from '../../domain/recall/recalls.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { encodeAttributes } from './attributes.ts'

/**
 * Returns what a client's RECALL asks for (msync.md §6.3). The message itself shows whether a conference is a group or
 * a room.
 * @throws ApiError `recall.unknown` if it names no message.
 */
export function recallRequest(
  frame: SendFrame,
  body: MessageBodyPeek,
  user: string,
  origin: string,
): RecallRequest {
  const conference = frame.to !== null && isConference(frame.to)
  const to = frame.to?.name ?? body.to ?? ''
  const name = conference ? to : foldUserName(to)
  if (body.ackId === null) throw new ApiError('recall.unknown')
  return {
    message: body.ackId,
    target: { kind: conference ? 'conference' : 'user', name },
    by: user,
    force: false,
    echo: true,
    attributes: encodeAttributes(frame.ext),
    origin,
  }
}
