import type { NewEntry } from '../log/entry.ts'
import type { Moderated } from '../moderation/moderation-record.ts'

/** A message that is not stored in any log: the fact is its only record. */
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
  /** The entry is the message; `unstored` if there is no entry. `env`: its route to webhooks. */
  | { kind: 'message.sent'; env?: string; unstored?: UnstoredMessage }
  /** A message was told in pieces and is complete, or in a single one; the entry is the message only in that case. */
  | { kind: 'message.streamed'; message: number }
  /** The entry announces the edit. `former`: the previous payload, which is stored nowhere else. */
  | { kind: 'message.edited'; message: number; count: number; former: Uint8Array }
  /** The entry announces the recall. `former`: the previous payload. */
  | { kind: 'message.recalled'; message: number; former: Uint8Array }
  /** The entry is the receipt, in the inbox of the notified user. `log`: the conversation. */
  | { kind: 'message.delivered'; log: string; message: number }
  /** Read up to `message`; null means everything. */
  | { kind: 'message.read'; log: string; message: number | null }
  | MessageModerated

/**
 * Lists of words or a hook found fault with a message or an edit, which may have been sent none the less. There is no entry: what is
 * blocked is nowhere else. The subject is the log of the conversation.
 */
type MessageModerated = { kind: 'message.moderated' } & Omit<Moderated, 'kind' | 'sender'>

/** Describes a message that is being sent. */
export function messageSent(
  entry: NewEntry,
  { stored, env }: { stored: boolean; env?: string | undefined },
): MessageFact {
  const sent: MessageFact = env === undefined ? { kind: 'message.sent' } : { kind: 'message.sent', env }
  if (stored) return sent
  const { id, time, contentType, sender, receiver, attributes, payload } = entry
  const unstored = { id, time, contentType, sender, receiver, attributes, payload }
  return { ...sent, unstored }
}
