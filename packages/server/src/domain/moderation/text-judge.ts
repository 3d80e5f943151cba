import { LruCache } from '../../kernel/lru-cache.ts'
import { onceKnown } from '../../kernel/once-known.ts'
import { AppCache } from '../cluster/app-cache.ts'
import type { SharedCaches } from '../cluster/shared-caches.ts'
import { foldedText } from './folded-text.ts'
import type { Disposition, Scope, WordList } from './word-list.ts'
import type { WordListStore } from './word-list-store.ts'
import { type Hit, WordMatcher } from './word-matcher.ts'

/** Apps whose lists are kept ready, and lists of all apps together. */
const APPS = 1000
const LISTS = 1000
const MASK = '***'

/** What the lists of an app say about a text. */
export interface Judgement {
  /** Null: nothing is wrong with it. */
  disposition: Exclude<Disposition, 'PASS'> | null
  /** The words that were found, each once, as they are in the lists. */
  words: string[]
  /** The text with each of them replaced. */
  masked: string
}

interface ReadyList {
  scope: Scope
  disposition: Disposition
  matcher: WordMatcher
}

/** Judges texts by the lists of their app. */
export class TextJudge {
  readonly #store: Pick<WordListStore, 'lists' | 'words'>
  readonly #apps: AppCache<readonly ReadyList[]>
  /** By app, list and version: a change of one list leaves the others as they are. */
  readonly #lists = new LruCache<string, ReadyList>(LISTS)

  constructor(store: Pick<WordListStore, 'lists' | 'words'>, shared: SharedCaches) {
    this.#store = store
    this.#apps = new AppCache('words', shared, { apps: APPS, load: (app) => this.#load(app) })
  }

  /**
   * Returns undefined if the app has no lists. A text with a word of a list that lets pass is not looked at further; of
   * other lists the severest decides.
   * @param scope of the conversation; `ALL`: every list is applied.
   */
  judge(app: number, scope: Scope, text: string): Judgement | undefined | Promise<Judgement | undefined> {
    return onceKnown(this.#apps.get(app), (lists) =>
      lists.length === 0 ? undefined : judgeBy(lists, scope, text),
    )
  }

  /** Call when a change of the app's lists is committed. Resolves when all nodes judge by it. */
  changed(app: number): Promise<void> {
    return this.#apps.changed(app)
  }

  async #load(app: number): Promise<readonly ReadyList[]> {
    const lists = await this.#store.lists(app)
    return Promise.all(lists.map((list) => this.#ready(app, list)))
  }

  async #ready(app: number, { id, version, scope, disposition, fullMatch }: WordList): Promise<ReadyList> {
    const key = `${app}/${id}/${version}`
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    const words = await this.#store.words(app, id)
    const matcher = new WordMatcher(
      words.map(({ word }) => word),
      { whole: fullMatch },
    )
    const ready = { scope, disposition, matcher }
    this.#lists.set(key, ready)
    return ready
  }
}

function judgeBy(lists: readonly ReadyList[], scope: Scope, text: string): Judgement {
  const folded = foldedText(text)
  const hitsOf = (wanted: Disposition): Hit[] =>
    lists.flatMap(({ matcher, ...list }) =>
      list.disposition === wanted && applies(list.scope, scope) ? matcher.hits(folded) : [],
    )
  if (hitsOf('PASS').length > 0) return { disposition: null, words: [], masked: text }
  const rejected = hitsOf('REJECT')
  const exchanged = hitsOf('EXCHANGE')
  const hits = [...rejected, ...exchanged]
  const disposition = rejected.length > 0 ? 'REJECT' : exchanged.length > 0 ? 'EXCHANGE' : null
  const places = hits.map(({ start, end }) => folded.source(start, end))
  return { disposition, words: [...new Set(hits.map(({ word }) => word))], masked: mask(text, places) }
}

function applies(list: Scope, scope: Scope): boolean {
  return list === 'ALL' || scope === 'ALL' || list === scope
}

/** Places may overlap: they become one. */
function mask(text: string, places: { start: number; end: number }[]): string {
  let masked = ''
  let upTo = 0
  for (const { start, end } of places.sort((a, b) => a.start - b.start)) {
    if (start >= upTo) masked += text.slice(upTo, start) + MASK
    upTo = Math.max(upTo, end)
  }
  return masked + text.slice(upTo)
}
