import { type FoldedText, foldedText } from './folded-text.ts'

/** A word in a folded text, at these positions. */
export interface Hit {
  /** As the owner of the app wrote it. */
  word: string
  start: number
  end: number
}

/**
 * Finds words in texts, in time that depends on the text only, whatever the words: by an automaton (Aho and Corasick) that reads a
 * text from its end, and so knows at each position the longest word that begins there.
 */
export class WordMatcher {
  /** UTF-16 units of all words. It takes 20 to 40 bytes for each. */
  readonly size: number
  /** By folded form. */
  readonly #words: ReadonlyMap<string, string>
  /** Undefined: only whole texts are hits. */
  readonly #ends: WordEnds | undefined

  /** @param options `whole`: only a text that equals a word is a hit. */
  constructor(words: readonly string[], { whole }: { whole: boolean }) {
    this.#words = new Map(words.map((word) => [foldedText(word).text, word]))
    this.size = [...this.#words.keys()].reduce((sum, { length }) => sum + length, 0)
    this.#ends = whole ? undefined : new WordEnds([...this.#words.keys()])
  }

  /** Hits from left to right that do not overlap: of several words at the same place the longest. */
  hits({ text }: Pick<FoldedText, 'text'>): Hit[] {
    if (this.#ends === undefined) {
      const word = this.#words.get(text)
      return word === undefined ? [] : [{ word, start: 0, end: text.length }]
    }
    const lengths = this.#ends.lengthsIn(text)
    const hits: Hit[] = []
    for (let start = 0; start < text.length; ) {
      const end = start + (lengths[start] || 1)
      if (lengths[start]) hits.push({ word: this.#words.get(text.slice(start, end))!, start, end })
      start = end
    }
    return hits
  }
}

/**
 * The tree of all ends of words, read backwards. Nodes are numbered level by level, so that the children of a node stand side by
 * side, in the order of the UTF-16 units that lead to them. 0 is the root, and stands for "none".
 */
class WordEnds {
  readonly #units: Uint16Array
  /** The first child of each node; those of the next node follow its own. */
  readonly #children: Uint32Array
  /** The node of the longest other end that the text also has in front of it. */
  readonly #shorter: Uint32Array
  /** Length of the longest word that is read up to the node. */
  readonly #lengths: Uint32Array

  /** @param words different ones. */
  constructor(words: readonly string[]) {
    const backwards = words.map((word) => word.split('').reverse().join('')).sort()
    const size =
      1 + backwards.reduce((sum, word, i) => sum + word.length - sharedLength(word, backwards[i - 1]), 0)
    this.#units = new Uint16Array(size)
    this.#children = new Uint32Array(size + 1)
    this.#shorter = new Uint32Array(size)
    this.#lengths = new Uint32Array(size)
    // The words that go through each node of a level: `from` to before `to`.
    let level = [{ from: 0, to: backwards.length, parent: 0 }]
    let node = 0
    let next = 1
    for (let depth = 0; level.length > 0; depth++) {
      const deeper: typeof level = []
      for (const { from, to, parent } of level) {
        this.#children[node] = next
        if (depth > 1) this.#shorter[node] = this.#after(this.#shorter[parent]!, this.#units[node]!)
        const isWord = backwards[from]?.length === depth
        this.#lengths[node] = isWord ? depth : this.#lengths[this.#shorter[node]!]!
        for (let i = isWord ? from + 1 : from; i < to; ) {
          const unit = backwards[i]!.charCodeAt(depth)
          const first = i
          while (i < to && backwards[i]!.charCodeAt(depth) === unit) i++
          this.#units[next++] = unit
          deeper.push({ from: first, to: i, parent: node })
        }
        node++
      }
      level = deeper
    }
    this.#children[size] = size
  }

  /** Returns the length of the longest word that begins at each position; 0: none does. */
  lengthsIn(text: string): Uint32Array {
    const lengths = new Uint32Array(text.length)
    let node = 0
    for (let i = text.length - 1; i >= 0; i--) {
      node = this.#after(node, text.charCodeAt(i))
      lengths[i] = this.#lengths[node]!
    }
    return lengths
  }

  /** The node of the longest end that the text has after one more unit. */
  #after(node: number, unit: number): number {
    for (let at = node; ; at = this.#shorter[at]!) {
      const child = this.#child(at, unit)
      if (child !== 0 || at === 0) return child
    }
  }

  #child(node: number, unit: number): number {
    let low = this.#children[node]!
    let high = this.#children[node + 1]! - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const found = this.#units[middle]!
      if (found === unit) return middle
      if (found < unit) low = middle + 1
      else high = middle - 1
    }
    return 0
  }
}

/** How many units two texts have in common at their beginning. */
function sharedLength(one: string, other = ''): number {
  let length = 0
  while (length < other.length && one.charCodeAt(length) === other.charCodeAt(length)) length++
  return length
}
