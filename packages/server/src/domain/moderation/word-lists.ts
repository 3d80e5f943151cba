import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { App } from '../tenancy/app.ts'
import { foldedText } from './folded-text.ts'
import type { TextJudge } from './text-judge.ts'
import type { ListSettings, Word, WordLimits, WordList } from './word-list.ts'
import type { WordListStore } from './word-list-store.ts'

/** Lists of an app, and words of a list (moderation.md §1.1). */
const LISTS = 100
/** `size`: 10 to 20 MB of memory (docs/decisions/0040-moderation.md). */
const LIMITS: WordLimits = { words: 10_000, size: 500_000 }

/** Keeps the lists of words that texts are checked against. */
export class WordLists {
  readonly #store: WordListStore
  readonly #ids: IdGenerator
  readonly #judge: TextJudge

  constructor(store: WordListStore, ids: IdGenerator, judge: TextJudge) {
    this.#store = store
    this.#ids = ids
    this.#judge = judge
  }

  /** @throws ApiError `moderation.list_exists`, `moderation.lists_too_many`, `moderation.words_too_many`. */
  async create(
    app: App,
    settings: ListSettings,
    texts: readonly string[],
    author: string,
  ): Promise<{ list: WordList; words: Word[] }> {
    const now = this.#ids.clock.now()
    const words = this.#newWords(texts, author, now)
    const list = { ...settings, id: this.#ids.next(), createdAt: now, updatedAt: now }
    await this.#store.create(app.id, list, words, { ...LIMITS, lists: LISTS })
    await this.#judge.changed(app.id)
    return { list: { ...list, quantity: words.length, version: 1 }, words }
  }

  /** @throws ApiError `moderation.list_unknown`, `moderation.list_exists`. */
  async update(app: App, id: number, settings: ListSettings): Promise<WordList> {
    await this.#store.update(app.id, id, settings, this.#ids.clock.now())
    await this.#judge.changed(app.id)
    return this.get(app, id)
  }

  /** @throws ApiError `moderation.list_unknown`. */
  async delete(app: App, id: number): Promise<void> {
    await this.#store.delete(app.id, id)
    await this.#judge.changed(app.id)
  }

  /** @throws ApiError `moderation.list_unknown`. */
  async get(app: App, id: number): Promise<WordList> {
    const list = await this.#store.get(app.id, id)
    if (list === undefined) throw new ApiError('moderation.list_unknown')
    return list
  }

  /** All lists of the app, at most {@link LISTS}. */
  lists(app: App): Promise<WordList[]> {
    return this.#store.lists(app.id)
  }

  /** All words of a list, at most 10,000. @throws ApiError `moderation.list_unknown`. */
  async words(app: App, list: number): Promise<Word[]> {
    await this.get(app, list)
    return this.#store.words(app.id, list)
  }

  /**
   * Adds all words or none.
   * @throws ApiError `moderation.list_unknown`, `moderation.word_exists`, `moderation.words_too_many`.
   */
  async add(
    app: App,
    list: number,
    texts: readonly string[],
    author: string,
  ): Promise<{ list: WordList; words: Word[] }> {
    const words = this.#newWords(texts, author, this.#ids.clock.now())
    await this.#store.add(app.id, list, words, LIMITS)
    await this.#judge.changed(app.id)
    return { list: await this.get(app, list), words }
  }

  /**
   * @throws ApiError `moderation.list_unknown`, `moderation.word_unknown`, `moderation.word_exists`, `moderation.words_too_many`.
   */
  async change(app: App, list: number, id: number, text: string, author: string): Promise<Word> {
    const updatedAt = this.#ids.clock.now()
    const changed = { id, word: text, size: sizeOf(text), author, updatedAt }
    const word = await this.#store.change(app.id, list, changed, LIMITS)
    await this.#judge.changed(app.id)
    return word
  }

  /** Removes those of the words that are in the list. @throws ApiError `moderation.list_unknown`. */
  async remove(app: App, list: number, ids: readonly number[]): Promise<void> {
    await this.#store.remove(app.id, list, ids, this.#ids.clock.now())
    await this.#judge.changed(app.id)
  }

  #newWords(texts: readonly string[], author: string, now: number): Word[] {
    return [...new Set(texts)].map((word) => {
      const size = sizeOf(word)
      return { id: this.#ids.next(), word, size, author, createdAt: now, updatedAt: now }
    })
  }
}

/** @throws ApiError `moderation.param_empty`: what folds to nothing would be found in every text. */
function sizeOf(word: string): number {
  const { text } = foldedText(word)
  if (text.trim() === '') throw new ApiError('moderation.param_empty')
  return text.length
}
