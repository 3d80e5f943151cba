/** What the devices of a user, or everybody in a conversation, are told of an act on it. */
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
  /** Who did it. */
  by: string
  /** Which device did it; null where the caller did not say. */
  device: string | null
  /** ms since 1970. */
  at: number
}
