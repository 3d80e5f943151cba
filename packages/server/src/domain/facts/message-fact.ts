import type { NewEntry } from '../log/entry.ts'

/** A message that no log keeps: the fact is all there is of it. */
export interface UnstoredMessage {
  id: number
  /** ms since 1970. */
  time: number
  /** Number of the content type, as in entries. */
  contentType: number
  sender: string
  receiver: string
  /** As receivers get them. */
  attributes: Uint8Array | null
  payload: Uint8Array
}

export type MessageFact =
  /** The entry is the message; `unstored` where there is none. */
  | { kind: 'message.sent'; unstored?: UnstoredMessage }
  /** The entry tells of the edit. `former`: payload until then, which is nowhere else any more. */
  | { kind: 'message.edited'; message: number; count: number; former: Uint8Array }
  /** The entry tells of the recall. `former`: payload until then. */
  | { kind: 'message.recalled'; message: number; former: Uint8Array }
  /** The entry is the receipt, in the inbox of who is told. `log`: the conversation. */
  | { kind: 'message.delivered'; log: string; message: number }
  /** Read up to `message`; null = all of it. */
  | { kind: 'message.read'; log: string; message: number | null }

/** Of a message as it is sent. */
export function messageSent(entry: NewEntry, isStored: boolean): MessageFact {
  if (isStored) return { kind: 'message.sent' }
  const { id, time, contentType, sender, receiver, attributes, payload } = entry
  const unstored = { id, time, contentType, sender, receiver, attributes, payload }
  return { kind: 'message.sent', unstored }
}
