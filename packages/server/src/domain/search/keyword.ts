import { shortened } from './index-terms.ts'
import type { TermQuery } from './message-index.ts'
import { nearWords } from './near-words.ts'
import { folded, touch, type Unit, unitsOf } from './text-units.ts'

/**
 * How a keyword is found: `default` any of its parts, `fuzzy` the same with a misspelling, `phrase` all of them in order and next
 * to each other, `exact` the same as it is written (search-streams-translation.md §1.1).
 */
export type SearchMode = 'default' | 'exact' | 'phrase' | 'fuzzy'

/** Part of a text, in UTF-16 code units. */
export interface Span {
  start: number
  end: number
}

export interface Match {
  spans: Span[]
  /** Which of the keyword's parts were found. */
  parts: ReadonlySet<number>
  /** The whole keyword was found in one piece. */
  isWhole: boolean
}

/** What is looked for as one: a word, a pair of characters, or a character that stands alone in the keyword. */
interface Part {
  query: TermQuery[]
  /** The units that are it, or two of them as `pairOf` writes them. */
  texts: Iterable<string>
}

/** One keyword of a search. */
export class Keyword {
  readonly #mode: SearchMode
  readonly #units: readonly Unit[]
  readonly #written: string
  readonly #parts: readonly Part[]
  /** Numbers of parts by their texts: a text is looked through once, however many parts there are. */
  readonly #byText = new Map<string, number[]>()

  constructor(text: string, mode: SearchMode) {
    this.#mode = mode
    this.#units = unitsOf(text)
    this.#written = spaced(text)
    this.#parts = partsOf(this.#units, mode === 'fuzzy')
    for (const [part, { texts }] of this.#parts.entries())
      for (const each of texts) this.#byText.set(each, [...(this.#byText.get(each) ?? []), part])
  }

  /** Which messages may match; undefined: none, as there is no letter in it. */
  get query(): TermQuery | undefined {
    if (this.#parts.length === 0) return undefined
    const parts = this.#parts.map(({ query }) => (query.length === 1 ? query[0]! : { any: query }))
    return this.#isSequence ? { all: parts } : { any: parts }
  }

  /** Number of parts. */
  get size(): number {
    return this.#parts.length
  }

  /** Returns where a text matches; undefined if it does not. */
  match(text: string): Match | undefined {
    if (this.#parts.length === 0) return undefined
    const units = unitsOf(text)
    const sequences = this.#sequences(text, units)
    const isWhole = sequences.length > 0
    if (this.#isSequence)
      return isWhole ? { spans: sequences, parts: new Set(this.#parts.keys()), isWhole } : undefined
    const spans: Span[] = []
    const parts = new Set<number>()
    const look = (written: string, start: number, end: number) => {
      const found = this.#byText.get(written)
      if (found === undefined) return
      for (const part of found) parts.add(part)
      spans.push({ start, end })
    }
    for (const [i, unit] of units.entries()) {
      const next = units[i + 1]
      look(unit.text, unit.start, unit.end)
      if (touch(unit, next)) look(pairOf(unit, next), unit.start, next.end)
    }
    return parts.size === 0 ? undefined : { spans, parts, isWhole }
  }

  get #isSequence(): boolean {
    return this.#mode === 'exact' || this.#mode === 'phrase'
  }

  /** Where all units of the keyword follow each other. */
  #sequences(text: string, units: readonly Unit[]): Span[] {
    const spans: Span[] = []
    for (let i = 0; i + this.#units.length <= units.length; i++) {
      if (!this.#units.every(({ text: wanted }, n) => units[i + n]!.text === wanted)) continue
      const span = { start: units[i]!.start, end: units[i + this.#units.length - 1]!.end }
      if (this.#mode !== 'exact' || spaced(text.slice(span.start, span.end)) === this.#written)
        spans.push(span)
    }
    return spans
  }
}

/** Each part once. */
function partsOf(units: readonly Unit[], isFuzzy: boolean): Part[] {
  const parts = new Map<string, Part>()
  for (const [i, unit] of units.entries()) {
    const next = units[i + 1]
    if (touch(unit, next)) parts.set(unit.text + next.text, pair(unit, next))
    else if (!unit.isCharacter) parts.set(unit.text, word(unit, isFuzzy))
    // The last of a run is in the pair before it.
    else if (i === 0 || !touch(units[i - 1]!, unit)) parts.set(unit.text, character(unit))
  }
  return [...parts.values()]
}

function pair(one: Unit, other: Unit): Part {
  return { query: [{ term: one.text + other.text }], texts: [pairOf(one, other)] }
}

/** No unit has a space in it. */
function pairOf(one: Unit, other: Unit): string {
  return `${one.text} ${other.text}`
}

function character({ text }: Unit): Part {
  return { query: [{ term: text }], texts: [text] }
}

function word({ text }: Unit, isFuzzy: boolean): Part {
  const words = new Set(isFuzzy ? nearWords(text) : [text])
  return { query: Array.from(words, (each) => ({ term: shortened(each) })), texts: words }
}

/** Folded, without the outer units' surroundings, and with single spaces. */
function spaced(text: string): string {
  return folded(text).trim().replace(/\s+/g, ' ')
}
