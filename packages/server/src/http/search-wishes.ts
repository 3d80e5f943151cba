import { ApiError, type BodyOf, type messageSearch as operations } from '@ringpost/contract'
import { chatTypes } from '../domain/messages/chat-type.ts'
import type { HighlightOptions } from '../domain/search/highlight.ts'
import type { SearchKind, SearchPlaces, SearchRequest } from '../domain/search/search-request.ts'
import { foldUserName } from '../domain/users/user-name.ts'
import { characterCount } from '../kernel/character-count.ts'

const KEYWORDS = 5
/** Characters of all keywords. */
const CHARACTERS = 120
const PLACES = 20
const LONGEST_MS = 90 * 86_400_000
const REACHABLE = 10_000
const TAG = 32
/** Characters of all highlights that a page can have for one field. */
const HIGHLIGHTED = 1_000_000

type Wanted = BodyOf<typeof operations.search>['data']

const sorts = { 'relevance:desc': 'relevance', 'sentTime:desc': 'newest', 'sentTime:asc': 'oldest' } as const
const fields = { none: 'content', with: 'both', only: 'ext' } as const
const kinds: ReadonlySet<string> = new Set([
  ...['text', 'image', 'video', 'file', 'location', 'custom', 'combine'],
])
const conversations: ReadonlySet<string> = new Set(chatTypes)

/**
 * Reads the body of a search (search-streams-translation.md §1.1).
 * @throws ApiError `search.parameter_illegal`.
 */
export function searchWishes(user: string, wanted: Wanted): SearchRequest {
  const { page = 1, size = 20, startTime, endTime } = wanted
  if (page * size > REACHABLE) refuse('page')
  if ((startTime === undefined) !== (endTime === undefined)) refuse('startTime')
  if (startTime !== undefined && endTime !== undefined && !isShort(startTime, endTime)) refuse('endTime')
  return {
    keywords: keywordsOf(wanted),
    wantsAll: wanted.keywordMatch === 'all',
    mode: wanted.searchMode ?? 'default',
    places: placesOf(user, wanted),
    kinds: listOf(wanted.contentType, kinds, 'contentType') as ReadonlySet<SearchKind> | undefined,
    fields: fields[wanted.searchExt ?? 'none'],
    from: startTime ?? null,
    until: endTime ?? null,
    sort: sorts[wanted.sort ?? 'relevance:desc'],
    page,
    size,
    highlight: wanted.highlightEnable === true ? highlightOf(wanted, size) : undefined,
  }
}

function keywordsOf({ keyword, keywords }: Wanted): string[] {
  const name = keywords === undefined ? 'keyword' : 'keywords'
  const given = [...new Set(keywords ?? (keyword === undefined ? [] : [keyword]))]
  const characters = given.reduce((sum, each) => sum + characterCount(each), 0)
  const isFilled = given.length > 0 && given.every((each) => each.trim() !== '')
  if (!isFilled || given.length > KEYWORDS || characters > CHARACTERS) refuse(name)
  return given
}

function placesOf(user: string, wanted: Wanted): SearchPlaces {
  const { participantPairs: pairs = [], groupIds: groups = [], chatroomIds: rooms = [] } = wanted
  const types = listOf(wanted.conversationType, conversations, 'conversationType')
  if (pairs.length + groups.length + rooms.length > PLACES) refuse('participantPairs')
  const peers = pairs.map(({ userId1, userId2 }) => {
    const [one, other] = [foldUserName(userId1), foldUserName(userId2)]
    if (one !== user && other !== user) refuse('participantPairs')
    return one === user ? other : one
  })
  const isNamed = peers.length + groups.length + rooms.length > 0
  const has = (type: string) => types === undefined || types.has(type)
  return {
    allChats: peers.length === 0 && (isNamed ? types?.has('chat') === true : has('chat')),
    peers: has('chat') ? peers : [],
    groups: has('groupchat') ? groups : [],
    rooms: has('chatroom') ? rooms : [],
  }
}

function isShort(start: number, end: number): boolean {
  return end >= start && end - start <= LONGEST_MS
}

function highlightOf(wanted: Wanted, messages: number): HighlightOptions {
  const { highlightFragmentSize: size = 150, highlightNumberOfFragments: count = 3 } = wanted
  if (size * count * messages > HIGHLIGHTED) refuse('highlightFragmentSize')
  return {
    size,
    count,
    before: tagOf(wanted.highlightPreTags, '<em>', 'highlightPreTags'),
    after: tagOf(wanted.highlightPostTags, '</em>', 'highlightPostTags'),
  }
}

/** Engines of this kind take a list of tags. */
function tagOf(given: unknown, fallback: string, field: string): string {
  const tag = (Array.isArray(given) ? given[0] : given) ?? fallback
  if (typeof tag !== 'string' || tag === '' || characterCount(tag) > TAG) refuse(field)
  return tag
}

/** Names separated by commas; undefined: all. */
function listOf(
  text: string | undefined,
  known: ReadonlySet<string>,
  field: string,
): Set<string> | undefined {
  const names = (text ?? '').split(',').flatMap((name) => name.trim() || [])
  if (names.some((name) => !known.has(name))) refuse(field)
  return names.length === 0 ? undefined : new Set(names)
}

function refuse(field: string): never {
  throw new ApiError('search.parameter_illegal', { field })
}
