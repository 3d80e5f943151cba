import { ApiError } from '@ringpost/contract/errors'

export interface Word {
  kind: 'sign' | 'name' | 'number' | 'text' | 'end'
  /** Names in lower case; texts without quotes. */
  value: string
  /** Position of the first character, from 1. */
  position: number
}

/** Limit on characters per query: more than callers need, few enough to parse at once. */
const LENGTH = 4096
/** A space that the caller encoded twice arrives as `+`; the documents use full-width commas in places. */
const WORD =
  /[\s+]*(?:(?<sign>[<>]=?|=|[*(),，])|(?<number>\d+)|(?<name>[A-Za-z_]+)|'(?<single>[^']*)'|"(?<double>[^"]*)")/y
const REST = /[\s+]*/y

/** Tokenizes a query. Every error names the position, what was expected, and what was found. */
export class QueryWords {
  readonly #words: Word[] = []
  #at = 0

  /** @throws ApiError `query.illegal`. */
  constructor(text: string) {
    if (text.length > LENGTH) throw illegal(LENGTH + 1, `at most ${LENGTH} characters`, `${text.length}`)
    let at = 0
    for (;;) {
      REST.lastIndex = at
      REST.exec(text)
      const position = REST.lastIndex + 1
      if (position > text.length) break
      WORD.lastIndex = at
      const found = WORD.exec(text)
      if (found === null)
        throw illegal(position, 'a name, a number, a quoted text or a sign', `"${excerpt(text, position)}"`)
      const { sign, number, name, single, double } = found.groups!
      if (sign !== undefined) this.#words.push({ kind: 'sign', value: sign === '，' ? ',' : sign, position })
      else if (number !== undefined) this.#words.push({ kind: 'number', value: number, position })
      else if (name !== undefined) this.#words.push({ kind: 'name', value: name.toLowerCase(), position })
      else this.#words.push({ kind: 'text', value: single ?? double!, position })
      at = WORD.lastIndex
    }
    this.#words.push({ kind: 'end', value: '', position: text.length + 1 })
  }

  peek(): Word {
    return this.#words[this.#at]!
  }

  next(): Word {
    const word = this.peek()
    if (word.kind !== 'end') this.#at++
    return word
  }

  /** Whether the next word is this sign or name; quoted text does not count. */
  sees(value: string): boolean {
    const word = this.peek()
    return (word.kind === 'sign' || word.kind === 'name') && word.value === value
  }

  skip(value: string): boolean {
    const seen = this.sees(value)
    if (seen) this.#at++
    return seen
  }

  expect(value: string): void {
    if (!this.skip(value)) throw this.refusal(`"${value}"`)
  }

  /** Returns the error that something other than `word` was expected. */
  refusal(expected: string, word = this.peek()): ApiError {
    return illegal(word.position, expected, word.kind === 'end' ? 'the end' : `"${excerpt(word.value, 1)}"`)
  }
}

function illegal(position: number, expected: string, found: string): ApiError {
  return new ApiError('query.illegal', { position, expected, found })
}

function excerpt(text: string, position: number): string {
  return [...text.slice(position - 1, position + 63)].slice(0, 24).join('')
}
