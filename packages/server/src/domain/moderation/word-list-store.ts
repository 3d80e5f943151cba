import type { ListSettings, Word, WordLimits, WordList } from './word-list.ts'

/** Stores lists of words. */
export interface WordListStore {
  /**
   * @param limits `lists`: of the app; `size`: of all its words.
   * @throws ApiError `moderation.list_exists`, `moderation.lists_too_many`, `moderation.words_too_many`; nothing is written then.
   */
  create(
    app: number,
    list: Omit<WordList, 'quantity' | 'version'>,
    words: readonly Word[],
    limits: { lists: number } & Pick<WordLimits, 'size'>,
  ): Promise<void>
  /** @throws ApiError `moderation.list_unknown`, `moderation.list_exists`. */
  update(app: number, id: number, settings: ListSettings, now: number): Promise<void>
  /** Removes a list and its words. @throws ApiError `moderation.list_unknown`. */
  delete(app: number, id: number): Promise<void>
  get(app: number, id: number): Promise<WordList | undefined>
  /** All lists of an app, in the order of their creation. */
  lists(app: number): Promise<WordList[]>
  /** All words of a list, in the order in which they were added. */
  words(app: number, list: number): Promise<Word[]>
  /**
   * Adds all words or none.
   * @throws ApiError `moderation.list_unknown`, `moderation.word_exists`, `moderation.words_too_many`.
   */
  add(app: number, list: number, words: readonly Word[], limits: WordLimits): Promise<void>
  /**
   * @throws ApiError `moderation.list_unknown`, `moderation.word_unknown`, `moderation.word_exists`, `moderation.words_too_many`.
   */
  change(
    app: number,
    list: number,
    word: Omit<Word, 'createdAt'>,
    limits: Pick<WordLimits, 'size'>,
  ): Promise<Word>
  /** Removes those of the words that are in the list. @throws ApiError `moderation.list_unknown`. */
  remove(app: number, list: number, ids: readonly number[], now: number): Promise<void>
}
