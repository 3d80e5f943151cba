/** An act on a conversation, as reported to the user's devices or to all participants. */
export interface ConversationEvent {
  conversation: { kind: 'user' | 'group' | 'room'; id: string }
  what:
    | 'deleted'
    | 'history-deleted'
    | 'pinned'
    | 'unpinned'
    | 'marked'
    | 'unmarked'
    | 'message-pinned'
    | 'message-unpinned'
  /** Number of the mark, or id of the message. */
  subject?: number
  /** Which messages of a history: these, or all up to a time in ms since 1970. */
  erased?: { messages: readonly number[] } | { until: number }
  /** The acting user. */
  by: string
  /** The acting device; null if the caller did not say. */
  device: string | null
  /** ms since 1970. */
  at: number
}
