import { entryKind, type NewEntry } from '../log/entry.ts'
import type { PreparedMessage } from './past-message.ts'

/**
 * A message of the past as it is appended.
 * @param payload its bytes, as receivers read them.
 */
export function pastEntry(app: number, message: PreparedMessage, id: number, payload: Uint8Array): NewEntry {
  const { chat, log, sender, receiver, contentType, time, origin } = message
  return {
    app,
    log,
    id,
    time,
    kind: entryKind.message,
    contentType,
    sender,
    senderDevice: null,
    receiver,
    receiverDevice: null,
    echo: true,
    audience: null,
    origin,
    attributes: null,
    payload,
    followers: chat === 'group' ? [] : [...new Set([sender, receiver])],
    past: true,
  }
}
