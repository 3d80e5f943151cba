import { ApiError } from '@ringpost/contract/errors'
import type { Body } from '@ringpost/protocol/body'
import { idFloor } from '../../kernel/id-generator.ts'
import { performance, setImmediate } from '../../kernel/machine-time.ts'
import { Slots } from '../../kernel/slots.ts'
import type { ManagedKind } from '../channels/channel.ts'
import { roleIn } from '../channels/channel.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { Entry } from '../log/entry.ts'
import { groupLog, pairLog, roomLog } from '../log/log-key.ts'
import type { MessageCodec, StoredSaid } from '../messages/message-codec.ts'
import type { App } from '../tenancy/app.ts'
import { highlight } from './highlight.ts'
import { logTerm, userTerm } from './index-terms.ts'
import type { Indexer } from './indexer.ts'
import { Keyword, type Match } from './keyword.ts'
import { type Field, fieldsOf } from './message-fields.ts'
import type { MessageIndex, TermQuery } from './message-index.ts'
import type { SearchKind, SearchPlaces, SearchRequest } from './search-request.ts'
import type { SearchStore } from './search-store.ts'

/** Messages that can be paged through (search-streams-translation.md §1.1). */
const REACHABLE = 10_000
/** Of more candidates than these, only the newest are ranked, and those left over are counted without a look at them. */
const RANKED = 400
/** Candidates read at a time. */
const READ = 200
/** Terms of a query. */
const TERMS = 4000
/** Searches at a time, and ms that others wait for their turn. */
const AT_ONCE = 4
const PATIENCE_MS = 10_000
/** ms after which a search lets others have their turn. */
const TURN_MS = 10

export interface FoundMessage {
  entry: Entry
  said: StoredSaid & { content: Body }
  /** Greater is better. */
  score: number
  /** Fragments by name of the field; undefined unless they are wanted. */
  highlights: Record<string, string[]> | undefined
}

export interface SearchPage {
  messages: FoundMessage[]
  /** Number of pages as far as known: it never grows from one page to the next. */
  pages: number
  isLast: boolean
}

interface Place {
  term: string
  /** Messages before it are not for the user, ms since 1970. */
  since: number
}

/** Finds messages by text in what a user may see. */
export class Searches {
  readonly #store: SearchStore
  readonly #index: MessageIndex
  readonly #indexer: Indexer
  readonly #cache: ChannelCache
  readonly #codec: MessageCodec
  readonly #extKeys: readonly string[]
  readonly #slots = new Slots(AT_ONCE, PATIENCE_MS)

  constructor(parts: {
    store: SearchStore
    index: MessageIndex
    indexer: Indexer
    cache: ChannelCache
    codec: MessageCodec
    extKeys: readonly string[]
  }) {
    this.#store = parts.store
    this.#index = parts.index
    this.#indexer = parts.indexer
    this.#cache = parts.cache
    this.#codec = parts.codec
    this.#extKeys = parts.extKeys
  }

  /**
   * Returns a page of the user's messages that match. The index only says which may: each is read from its log, where it must be in
   * the history of the user, and still have the text.
   * @throws ApiError `search.too_complex`, `server.busy`.
   */
  async find(app: App, user: string, request: SearchRequest): Promise<SearchPage> {
    const keywords = request.keywords.map((text) => new Keyword(text, request.mode))
    const words = wordsQuery(keywords, request.wantsAll)
    const nothing = { messages: [], pages: 0, isLast: true }
    if (words === undefined) return nothing
    const places = await this.#places(app, user, request.places)
    if (places.size === 0) return nothing
    const query: TermQuery = { all: [{ any: [...places.values()].map(({ term }) => ({ term })) }, words] }
    if (termsIn(query) > TERMS) throw new ApiError('search.too_complex')
    await this.#indexer.catchUp()
    return this.#inTurn(async () => {
      const candidates = await this.#index.find(query, {
        from: request.from === null ? 0 : idFloor(request.from),
        before: request.until === null ? Number.MAX_SAFE_INTEGER : idFloor(request.until + 1),
        descending: request.sort !== 'oldest',
        limit: REACHABLE,
      })
      return this.#page(app, user, request, { keywords, places, candidates })
    })
  }

  async #page(
    app: App,
    user: string,
    request: SearchRequest,
    {
      keywords,
      places,
      candidates,
    }: { keywords: Keyword[]; places: Map<string, Place>; candidates: number[] },
  ): Promise<SearchPage> {
    const { page, size } = request
    const found: FoundMessage[] = []
    let looked = 0
    let since = performance.now()
    while (looked < candidates.length && (looked < RANKED || found.length <= page * size)) {
      const ids = candidates.slice(looked, looked + READ)
      const entries = new Map(
        (await this.#store.visible(app.id, user, ids)).map((entry) => [entry.id, entry]),
      )
      for (const id of ids) {
        const entry = entries.get(id)
        if (entry === undefined || !isIn(places, entry, user)) continue
        const message = this.#matching(entry, keywords, request)
        if (message !== undefined) found.push(message)
        if (performance.now() - since < TURN_MS) continue
        await new Promise((resolve) => setImmediate(resolve))
        since = performance.now()
      }
      looked += ids.length
      if (looked <= RANKED && request.sort === 'relevance') found.sort((a, b) => b.score - a.score)
    }
    const total = found.length + candidates.length - looked
    return {
      messages: found.slice((page - 1) * size, page * size),
      pages: Math.ceil(total / size),
      isLast: total <= page * size || page * size >= REACHABLE,
    }
  }

  #matching(entry: Entry, keywords: readonly Keyword[], request: SearchRequest): FoundMessage | undefined {
    const said = this.#codec.read(entry.payload)
    if (said === undefined || said.content === null) return undefined
    const { content } = said
    if (request.kinds !== undefined && !request.kinds.has(kindOf(content))) return undefined
    const fields = fieldsOf(said, this.#extKeys).filter(({ isExt }) =>
      request.fields === 'both' ? true : isExt === (request.fields === 'ext'),
    )
    const matches = keywords.map((keyword) => matchIn(keyword, fields))
    const isMatch = ({ score }: FieldMatches) => score > 0
    if (!(request.wantsAll ? matches.every(isMatch) : matches.some(isMatch))) return undefined
    const score = matches.reduce((sum, each) => sum + each.score, 0) / matches.length
    return { entry, said: { ...said, content }, score, highlights: highlightsOf(fields, matches, request) }
  }

  /** The logs to look at, by key, `p` standing for all conversations with others; those that the user is not in are left out. */
  async #places(app: App, user: string, wanted: SearchPlaces): Promise<Map<string, Place>> {
    const since = new Map<string, number>()
    for (const peer of wanted.peers) since.set(pairLog(user, peer), 0)
    for (const id of wanted.groups) {
      if ((await this.#joinedAt(app, user, 'group', id)) !== undefined) since.set(groupLog(id), 0)
    }
    for (const id of wanted.rooms) {
      const joinedAt = await this.#joinedAt(app, user, 'room', id)
      if (joinedAt !== undefined) since.set(roomLog(id), joinedAt)
    }
    const numbers = since.size === 0 ? new Map() : await this.#store.logNumbers(app.id, [...since.keys()])
    const places = new Map<string, Place>()
    for (const [key, number] of numbers) places.set(key, { term: logTerm(number), since: since.get(key)! })
    if (wanted.allChats) places.set('p', { term: userTerm(app.id, user), since: 0 })
    return places
  }

  /** When the user joined, ms since 1970; undefined unless they are in it. */
  async #joinedAt(app: App, user: string, kind: ManagedKind, id: string): Promise<number | undefined> {
    const channel = await this.#cache.channel(app.id, id)
    if (channel?.kind !== kind) return undefined
    const standing = await this.#cache.standing(channel, user)
    return roleIn(channel, user, standing) === null ? undefined : standing.joinedAt
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    let isOn = false
    try {
      return await this.#slots.run(() => {
        isOn = true
        return work()
      })
    } catch (error) {
      throw isOn ? error : new ApiError('server.busy')
    }
  }
}

function wordsQuery(keywords: readonly Keyword[], wantsAll: boolean): TermQuery | undefined {
  const queries = keywords.map(({ query }) => query)
  const known = queries.filter((query) => query !== undefined)
  if (known.length === 0 || (wantsAll && known.length < queries.length)) return undefined
  return wantsAll ? { all: known } : { any: known }
}

function termsIn(query: TermQuery): number {
  const parts = 'any' in query ? query.any : 'all' in query ? query.all : []
  return parts.length === 0 ? 1 : parts.reduce((sum, part) => sum + termsIn(part), 0)
}

/** The index is not trusted with whose message it is. */
function isIn(
  places: ReadonlyMap<string, Place>,
  { log, time, sender, receiver }: Entry,
  user: string,
): boolean {
  const place = places.get(log)
  if (place !== undefined) return time >= place.since
  return log.startsWith('p:') && places.has('p') && (sender === user || receiver === user)
}

interface FieldMatches {
  /** 0: no match. */
  score: number
  byField: readonly (Match | undefined)[]
}

function matchIn(keyword: Keyword, fields: readonly Field[]): FieldMatches {
  const byField = fields.map(({ text }) => keyword.match(text))
  const parts = new Set(byField.flatMap((match) => [...(match?.parts ?? [])]))
  const isWhole = byField.some((match) => match?.isWhole)
  return { score: parts.size === 0 ? 0 : parts.size / keyword.size + (isWhole ? 1 : 0), byField }
}

function highlightsOf(
  fields: readonly Field[],
  matches: readonly FieldMatches[],
  { highlight: options }: SearchRequest,
): Record<string, string[]> | undefined {
  if (options === undefined) return undefined
  const marked = fields.flatMap(({ name, text }, i): [string, string[]][] => {
    const spans = matches.flatMap(({ byField }) => byField[i]?.spans ?? [])
    return spans.length === 0 ? [] : [[name, highlight(text, spans, options)]]
  })
  return Object.fromEntries(marked)
}

const kinds: Readonly<Record<Body['type'], SearchKind | 'none'>> = {
  txt: 'text',
  img: 'image',
  video: 'video',
  file: 'file',
  loc: 'location',
  custom: 'custom',
  audio: 'none',
  cmd: 'none',
}

function kindOf(content: Body): SearchKind {
  return content.type === 'txt' && content.subType === 'sub_combine'
    ? 'combine'
    : (kinds[content.type] as SearchKind)
}
