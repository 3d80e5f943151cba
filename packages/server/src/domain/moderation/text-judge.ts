import { LruCache } from '../../kernel/lru-cache.ts'
import { onceKnown } from '../../kernel/once-known.ts'
import { AppCache } from '../cluster/app-cache.ts'
import type { SharedCaches } from '../cluster/shared-caches.ts'
import { foldedText } from './folded-text.ts'
import type { Disposition, Scope, WordList } from './word-list.ts'
import type { WordListStore } from './word-list-store.ts'
import { type Hit, WordMatcher } from './word-matcher.ts'

/** Sizes of the words of all apps that are kept ready, those used last: up to 400 MB (docs/decisions/0040-moderation.md). */
const SIZE = 10_000_000
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
  id: number
  version: number
  scope: Scope
  disposition: Disposition
  matcher: WordMatcher
}

/** Judges texts by the lists of their app. */
export class TextJudge {
  readonly #store: Pick<WordListStore, 'lists' | 'words'>
  readonly #apps: AppCache<readonly ReadyList[]>
  /** What was ready before a change: a change of one list leaves the others as they are. */
  readonly #last = new LruCache<number, readonly ReadyList[]>(SIZE, { weigh: sizeOf })

  constructor(store: Pick<WordListStore, 'lists' | 'words'>, shared: SharedCaches) {
    this.#store = store
    this.#apps = new AppCache('words', shared, {
      max: SIZE,
      load: (app) => this.#load(app),
      weigh: sizeOf,
    })
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
    const last = this.#last.get(app)
    const ready = await Promise.all(
      (await this.#store.lists(app)).map(
        (list) =>
          last?.find(({ id, version }) => id === list.id && version === list.version) ??
          this.#ready(app, list),
      ),
    )
    this.#last.set(app, ready)
    return ready
  }

  async #ready(app: number, { fullMatch, ...list }: WordList): Promise<ReadyList> {
    const words = (await this.#store.words(app, list.id)).map(({ word }) => word)
    return { ...list, matcher: new WordMatcher(words, { whole: fullMatch }) }
  }
}

/** Of all words; 1 more, because each value of a cache weighs something. */
function sizeOf(lists: readonly ReadyList[]): number {
  return lists.reduce((sum, { matcher }) => sum + matcher.size, 1)
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
