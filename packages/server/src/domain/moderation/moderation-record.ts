import type { LogKind } from '../log/log-key.ts'

/** Kinds of conversations, as exports name them. */
export const targets = ['chat', 'groupchat', 'chatroom'] as const
export type Target = (typeof targets)[number]

/** What became of a message: it was sent as it was, not sent, or sent with words replaced. */
export type ModerationResult = 'PASS' | 'REJECT' | 'EXCHANGE'

/** A message or an edit in which a word of a list was found, and what became of it. */
export interface Hit {
  /** Id of the message; one that was not sent has an id, too. */
  message: number
  kind: LogKind
  /** Folded name of the user who sent or edited it. */
  sender: string
  receiver: string
  type: 'txt' | 'custom'
  isEdit: boolean
  /** What was checked. */
  text: string
  /** The words that were found, as they are in the lists. */
  words: readonly string[]
  result: ModerationResult
}

/** What is kept of a {@link Hit}. */
export interface ModerationRecord {
  /** Tells the time of the hit. */
  id: number
  message: number
  sender: string
  target: Target
  type: string
  result: ModerationResult
  /** Its line in files, JSON without a line break. */
  line: string
}

/** Most that a record quotes: UTF-16 units of the text, and words. */
const TEXT = 1000
const WORDS = 20

const targetOf: Readonly<Record<LogKind, Target>> = {
  pair: 'chat',
  inbox: 'chat',
  group: 'groupchat',
  room: 'chatroom',
}

/** @param at ms since 1970. */
export function recordOf(id: number, at: number, hit: Hit): ModerationRecord {
  const { message, sender, receiver, type, isEdit, result } = hit
  const target = targetOf[hit.kind]
  const line = JSON.stringify({
    msg_id: String(message),
    timestamp: at,
    from: sender,
    to: receiver,
    chat_type: target,
    msg_type: type,
    is_edit: isEdit,
    text: hit.text.slice(0, TEXT),
    words: hit.words.slice(0, WORDS),
    moderation_result: result,
    provider_result: 'REJECT',
  })
  return { id, message, sender, target, type, result, line }
}
