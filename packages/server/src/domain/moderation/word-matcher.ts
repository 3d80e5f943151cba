import { type FoldedText, foldedText } from './folded-text.ts'

/** A word in a folded text, at these positions. */
export interface Hit {
  /** As the owner of the app wrote it. */
  word: string
  start: number
  end: number
}

/**
 * Finds words in texts. Texts are short, words many and shorter: at each position of the text it looks up the lengths of the
 * words that begin with what stands there, in a table that costs no more than the words themselves.
 */
export class WordMatcher {
  /** By folded form. */
  readonly #words: ReadonlyMap<string, string>
  /** Lengths of folded words by their first UTF-16 unit, longest first. */
  readonly #lengths = new Map<number, number[]>()
  readonly #isWhole: boolean

  /** @param options `whole`: only a text that equals a word is a hit. */
  constructor(words: readonly string[], { whole }: { whole: boolean }) {
    this.#words = new Map(words.map((word) => [foldedText(word).text, word]))
    this.#isWhole = whole
    const found = new Map<number, Set<number>>()
    for (const folded of this.#words.keys()) {
      const first = folded.charCodeAt(0)
      found.set(first, (found.get(first) ?? new Set()).add(folded.length))
    }
    for (const [first, lengths] of found)
      this.#lengths.set(
        first,
        [...lengths].sort((a, b) => b - a),
      )
  }

  /** Hits from left to right that do not overlap: of several words at the same place the longest. */
  hits({ text }: Pick<FoldedText, 'text'>): Hit[] {
    if (this.#isWhole) {
      const word = this.#words.get(text)
      return word === undefined ? [] : [{ word, start: 0, end: text.length }]
    }
    const hits: Hit[] = []
    for (let start = 0; start < text.length; ) {
      const hit = this.#hitAt(text, start)
      if (hit !== undefined) hits.push(hit)
      start = hit?.end ?? start + 1
    }
    return hits
  }

  #hitAt(text: string, start: number): Hit | undefined {
    for (const length of this.#lengths.get(text.charCodeAt(start)) ?? []) {
      const end = start + length
      const word = this.#words.get(text.slice(start, end))
      if (word !== undefined && end <= text.length) return { word, start, end }
    }
    return undefined
  }
}
