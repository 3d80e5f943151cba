import type { HighlightOptions } from './highlight.ts'
import type { SearchMode } from './keyword.ts'

/** Where to look. */
export interface SearchPlaces {
  /** All conversations of the user with others, besides the pairs. */
  allChats: boolean
  /** Others of conversations; folded names. */
  peers: readonly string[]
  groups: readonly string[]
  rooms: readonly string[]
}

/** Content as search distinguishes it. */
export type SearchKind = 'text' | 'image' | 'video' | 'file' | 'location' | 'custom' | 'combine'

export interface SearchRequest {
  keywords: readonly string[]
  /** All keywords have to match, rather than any. */
  wantsAll: boolean
  mode: SearchMode
  places: SearchPlaces
  /** Undefined: all. */
  kinds: ReadonlySet<SearchKind> | undefined
  /** Whether to look at the application's attributes, at the content, or both. */
  fields: 'content' | 'ext' | 'both'
  /** ms since 1970, both included; null: unbounded. */
  from: number | null
  until: number | null
  sort: 'relevance' | 'newest' | 'oldest'
  /** From 1; at most 10,000 messages can be paged through. */
  page: number
  size: number
  /** Undefined: no highlights. */
  highlight: HighlightOptions | undefined
}
