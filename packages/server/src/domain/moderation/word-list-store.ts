import type { ListSettings, Word, WordList } from './word-list.ts'

/** Stores lists of words. */
export interface WordListStore {
  /**
   * @param limit on the lists of the app.
   * @throws ApiError `moderation.list_exists`, `moderation.lists_too_many`; nothing is written then.
   */
  create(
    app: number,
    list: Omit<WordList, 'quantity' | 'version'>,
    words: readonly Word[],
    limit: number,
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
   * @param limit on the words of the list.
   * @throws ApiError `moderation.list_unknown`, `moderation.word_exists`, `moderation.words_too_many`.
   */
  add(app: number, list: number, words: readonly Word[], limit: number): Promise<void>
  /** @throws ApiError `moderation.list_unknown`, `moderation.word_unknown`, `moderation.word_exists`. */
  change(app: number, list: number, word: Pick<Word, 'id' | 'word' | 'author' | 'updatedAt'>): Promise<Word>
  /** Removes those of the words that are in the list. @throws ApiError `moderation.list_unknown`. */
  remove(app: number, list: number, ids: readonly number[], now: number): Promise<void>
}
