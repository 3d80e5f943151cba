import { ApiError } from '@ringpost/contract/errors'
import {
  type EditInfo,
  encodeJsonPayload,
  encodeMeta,
  type MessageBodyPeek,
  Namespace,
  type SendFrame,
  userJid,
} from '@ringpost/protocol'
import type { Edition } from '../../domain/edits/edition.ts'
import type { Edited, EditRequest } from '../../domain/edits/edits.ts'
import type { SessionFacts } from './session-facts.ts'

/**
 * Returns what a client's EDIT asks for (msync.md §6.6).
 * @throws ApiError `edit.unknown` if it names no message.
 */
export function editRequest(
  frame: SendFrame,
  body: MessageBodyPeek,
  user: string,
  origin: string,
): EditRequest {
  if (body.editId === null) throw new ApiError('edit.unknown')
  const { payload } = frame
  return {
    message: body.editId,
    operator: user,
    size: payload.length,
    origin,
    to: payload,
    mergesExt: false,
  }
}

/** Returns what the editing client shows of the message from now on: part of the acknowledgement. */
export function editResult({ app, user, resource }: SessionFacts, { id, time, edition }: Edited): Uint8Array {
  const me = userJid(app.key, user, resource)
  return encodeMeta({
    id,
    from: me,
    to: me,
    timestamp: time,
    namespace: Namespace.NOTIFY,
    payload: encodeJsonPayload({ edit_msg: editInfo(edition) }),
  })
}

export function editInfo({ count, operator, time, sender, sentAt, kind }: Edition): EditInfo {
  return { count, operator, edit_time: time, sender, send_time: sentAt, chat_type: `chat:${kind}` }
}
