import type { LogKind } from '../log/log-key.ts'
import { type ChatType, chatTypeOf } from '../messages/chat-type.ts'

/** What became of a message: it was sent as it was, not sent, or sent with words replaced. */
export type ModerationResult = 'PASS' | 'REJECT' | 'EXCHANGE'

/** A message or an edit with which a list of words or a hook found fault, and what became of it. */
export interface Moderated {
  /** Id of the message; one that was not sent has an id, too. */
  message: number
  kind: LogKind
  /** Folded name of the user who sent or edited it. */
  sender: string
  receiver: string
  /** As bodies name it: `txt`, `img` …; null if this version does not know it. */
  type: string | null
  isEdit: boolean
  /** What was checked; of others than texts, what stands for one. */
  text: string
  /** Of the file of the message, if it has one. */
  url: string | null
  /** The words that were found, as they are in the lists. */
  words: readonly string[]
  result: ModerationResult
  /** Absent: lists of words decided. `reason`: the code of the hook, or why its policy decided. */
  hook?: { name: string; reason: string }
}

/** What is kept of a {@link Moderated} message. */
export interface ModerationRecord {
  /** Tells the time of the decision. */
  id: number
  message: number
  sender: string
  target: ChatType
  type: string
  result: ModerationResult
  /** Its line in files, JSON without a line break. */
  line: string
}

/** Most that a record quotes: UTF-16 units of the text, and words. */
const TEXT = 1000
const WORDS = 20

/** @param at ms since 1970. */
export function recordOf(id: number, at: number, moderated: Moderated): ModerationRecord {
  const { message, sender, receiver, type, isEdit, text, words, result, hook } = moderated
  const target = chatTypeOf(moderated.kind)
  const line = JSON.stringify({
    msg_id: String(message),
    timestamp: at,
    from: sender,
    to: receiver,
    chat_type: target,
    msg_type: type,
    is_edit: isEdit,
    text: text.slice(0, TEXT),
    words: words.slice(0, WORDS),
    moderation_result: result,
    provider_result: 'REJECT',
    ...(hook && { hook: hook.name, reason: hook.reason }),
  })
  return { id, message, sender, target, type: type ?? 'unknown', result, line }
}
