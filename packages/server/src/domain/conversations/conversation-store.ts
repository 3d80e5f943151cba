import type { StoredMessage } from '../history/history-store.ts'

/** A conversation in one user's list. */
export interface Conversation {
  log: string
  /** The last message that the user may see, except commands; null if there is none. */
  last: StoredMessage | null
  /** Messages from others after the last message that the user has read, counted up to {@link UNREAD_LIMIT}. */
  unread: number
  /** When the user pinned it to the top, ms since 1970; null if not pinned. */
  pinnedAt: number | null
  /** Bit n is set for mark n. */
  marks: number
}

/** Counting stops here: clients do not display larger numbers. */
export const UNREAD_LIMIT = 1000

export interface ConversationQuery {
  /**
   * `pinned`: pinned conversations, last pinned first. A number: conversations with that mark. Otherwise ordered by
   * last message.
   */
  only: 'all' | 'pinned' | number
  /** Includes conversations without a message to show, after the others. */
  empty: boolean
  limit: number
  /** Start of the page: after a cursor (`request.cursor_illegal` if it belongs to another list), or at a row number. */
  start: { cursor?: string | undefined } | { offset: number }
}

export interface ConversationPage {
  conversations: Conversation[]
  /** Opaque; undefined on the last page. */
  cursor: string | undefined
}

/** Stores how each user sees their conversations. */
export interface ConversationStore {
  list(app: number, user: string, query: ConversationQuery): Promise<ConversationPage>
  /** Returns those logs that are conversations of the user: with another user, or a group they are in. */
  known(app: number, user: string, logs: readonly string[]): Promise<Set<string>>
  /** Removes the conversation from the user's list until its log grows, with its pin and marks. @param now ms since 1970. */
  hide(app: number, user: string, log: string, now: number): Promise<void>
  /**
   * Also discards the log for the user: they no longer receive it, and their history starts after it.
   */
  clear(app: number, user: string, log: string, now: number): Promise<void>
  /**
   * Pins the conversation to the top of the user's list.
   * @param at ms since 1970.
   * @throws ApiError `conversation.pins_too_many` if `most` others are already pinned.
   */
  pin(app: number, user: string, log: string, at: number, most: number): Promise<void>
  unpin(app: number, user: string, log: string): Promise<void>
  /** Sets a mark, 0..19, on conversations. */
  mark(app: number, user: string, logs: readonly string[], mark: number): Promise<void>
  unmark(app: number, user: string, logs: readonly string[], mark: number): Promise<void>
  /** Records that the user has read the log (null: every log) up to a message, or all of it (null); never moves back. */
  markRead(app: number, user: string, log: string | null, message: number | null): Promise<void>
}
