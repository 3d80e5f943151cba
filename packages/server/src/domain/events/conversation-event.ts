/** What the devices of a user are told that another one of them did to a conversation. */
export interface ConversationEvent {
  conversation: { kind: 'user' | 'group' | 'room'; id: string }
  what: 'deleted'
  /** Whose conversation it is. */
  by: string
  /** Which device did it; null where the caller did not say. */
  device: string | null
  /** ms since 1970. */
  at: number
}
