/** Conversations whose messages a list is applied to. */
export const scopes = ['ALL', 'CHAT', 'GROUP', 'ROOM'] as const
export type Scope = (typeof scopes)[number]

/** What a hit means: the text is fine whatever else it holds; it is not sent; the word is replaced. */
export const dispositions = ['PASS', 'REJECT', 'EXCHANGE'] as const
export type Disposition = (typeof dispositions)[number]

/** What the owner of an app says about a list. */
export interface ListSettings {
  /** Unique in the app. */
  name: string
  scope: Scope
  disposition: Disposition
  /** A hit is only a text that equals the word; otherwise one that contains it. */
  fullMatch: boolean
}

/** A list of words of an app (moderation.md §1.1). */
export interface WordList extends ListSettings {
  id: number
  /** Number of words. */
  quantity: number
  /** Rises with every change of the list or its words. */
  version: number
  /** ms since 1970. */
  createdAt: number
  updatedAt: number
}

/** What may not be exceeded. */
export interface WordLimits {
  /** Words of a list. */
  words: number
  /** Sizes of all words of an app, together. */
  size: number
}

export interface Word {
  id: number
  word: string
  /** UTF-16 units of its folded form: what it takes in memory, whatever it is written with. */
  size: number
  /** Who added it, as the caller says. */
  author: string
  /** ms since 1970. */
  createdAt: number
  updatedAt: number
}
