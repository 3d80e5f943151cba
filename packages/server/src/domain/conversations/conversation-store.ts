import type { StoredMessage } from '../history/history-store.ts'

/** A conversation as it stands in the list of one user. */
export interface Conversation {
  log: string
  /** The last message that he may see, commands left out; null = there is none. */
  last: StoredMessage | null
  /** Messages of others behind what he has read, counted up to {@link UNREAD_LIMIT}. */
  unread: number
  /** When he put it at the top, ms since 1970; null = he did not. */
  pinnedAt: number | null
  /** Bit n is set for mark n. */
  marks: number
}

/** Counting ends here: clients show no number as large. */
export const UNREAD_LIMIT = 1000

export interface ConversationQuery {
  /** `pinned`: those at the top, last pinned first. A number: those with that mark. Others in order of their last messages. */
  only: 'all' | 'pinned' | number
  /** Also those without a message to show, behind the others. */
  empty: boolean
  limit: number
  /** Where the page begins: behind a cursor (`request.cursor_illegal` if it is not of this list), or at a row number. */
  start: { cursor?: string | undefined } | { offset: number }
}

export interface ConversationPage {
  conversations: Conversation[]
  /** Opaque; undefined on the last page. */
  cursor: string | undefined
}

/** What users see of their conversations, each for himself. */
export interface ConversationStore {
  list(app: number, user: string, query: ConversationQuery): Promise<ConversationPage>
  /** Those of the logs that are conversations of the user: his with another user, or a group he is in. */
  known(app: number, user: string, logs: readonly string[]): Promise<Set<string>>
  /**
   * Takes the conversation out of the user's list until its log grows, and its pin and marks from it.
   * @param clear also takes from him what is in the log: he no longer gets it, and his history begins behind it.
   */
  hide(app: number, user: string, log: string, clear: boolean): Promise<void>
  /**
   * Puts the conversation at the top of the user's list.
   * @param at ms since 1970.
   * @throws ApiError `conversation.pins_too_many` when `most` others are there already.
   */
  pin(app: number, user: string, log: string, at: number, most: number): Promise<void>
  unpin(app: number, user: string, log: string): Promise<void>
  /** Puts a mark, 0..19, on conversations, or takes it off. */
  mark(app: number, user: string, logs: readonly string[], mark: number, on: boolean): Promise<void>
  /** The user has read the log up to a message, or all of it (null); marks never move back. */
  markRead(app: number, user: string, log: string, message: number | null): Promise<void>
}
