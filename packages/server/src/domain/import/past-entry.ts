import { entryKind, type NewEntry } from '../log/entry.ts'
import { newEntry } from '../log/new-entry.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import type { PreparedMessage } from './past-message.ts'

/** Builds the log entry of an imported message. */
export function pastEntry(codec: MessageCodec, app: number, message: PreparedMessage, id: number): NewEntry {
  const { chat, log, sender, receiver, contentType, time, origin, read } = message
  const entry = newEntry({
    app,
    log,
    id,
    time,
    kind: entryKind.message,
    contentType,
    sender,
    receiver,
    echo: true,
    origin,
    payload: codec.write(message, { kind: chat, from: sender, to: receiver, read }),
    followers: chat === 'group' ? [] : [...new Set([sender, receiver])],
  })
  return { ...entry, past: true }
}
