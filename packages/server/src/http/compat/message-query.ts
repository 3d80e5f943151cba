import { ApiError } from '@ringpost/contract'

/** What the query language of 2014 can ask of messages. */
export interface MessageQuery {
  /** ms since 1970: `from <= timestamp < until`. */
  from: number
  until: number
  descending: boolean
  limit: number | undefined
}

const TOKEN = /\s*(>=|<=|[<>=*,]|[A-Za-z_]+|\d+)/y

/** Operators by sign and by word; each narrows the span of times. */
const comparisons: Readonly<Record<string, (time: number) => { from?: number; until?: number }>> = {
  '>': (time) => ({ from: time + 1 }),
  gt: (time) => ({ from: time + 1 }),
  '>=': (time) => ({ from: time }),
  gte: (time) => ({ from: time }),
  '<': (time) => ({ until: time }),
  lt: (time) => ({ until: time }),
  '<=': (time) => ({ until: time + 1 }),
  lte: (time) => ({ until: time + 1 }),
  '=': (time) => ({ from: time, until: time + 1 }),
  eq: (time) => ({ from: time, until: time + 1 }),
}

/**
 * Reads `[select *] [where timestamp > N [and timestamp < M …]] [order by timestamp [asc|desc]] [limit N]`
 * (rest-messages-users.md §9 "2014 form"). Nothing at all asks for everything.
 * @throws ApiError `history.query_unsupported`.
 */
export function parseMessageQuery(text: string): MessageQuery {
  const words = new Words(text)
  const query: MessageQuery = { from: 0, until: Number.MAX_SAFE_INTEGER, descending: false, limit: undefined }
  if (words.skip('select')) words.expect('*')
  if (words.skip('where')) {
    do {
      words.expect('timestamp')
      const comparison = words.oneOf(comparisons)
      const { from = 0, until = Number.MAX_SAFE_INTEGER } = comparison(words.number())
      query.from = Math.max(query.from, from)
      query.until = Math.min(query.until, until)
    } while (words.skip('and'))
  }
  if (words.skip('order')) {
    words.expect('by')
    words.expect('timestamp')
    query.descending = words.skip('desc')
    if (!query.descending) words.skip('asc')
  }
  // The documents themselves put a comma in front of it.
  if (words.skip(',') || words.peek() === 'limit') {
    words.expect('limit')
    words.skip('=')
    query.limit = words.number()
  }
  words.end()
  return query
}

class Words {
  readonly #words: string[] = []
  #at = 0

  constructor(text: string) {
    // The documents have full-width commas in places.
    const plain = text.replaceAll('，', ',').trim()
    TOKEN.lastIndex = 0
    while (TOKEN.lastIndex < plain.length) {
      const [, word] = TOKEN.exec(plain) ?? []
      if (word === undefined) throw new ApiError('history.query_unsupported')
      this.#words.push(word.toLowerCase())
    }
  }

  peek(): string | undefined {
    return this.#words[this.#at]
  }

  skip(word: string): boolean {
    if (this.peek() !== word) return false
    this.#at++
    return true
  }

  expect(word: string): void {
    if (!this.skip(word)) throw new ApiError('history.query_unsupported')
  }

  oneOf<T>(choices: Readonly<Record<string, T>>): T {
    const word = this.peek() ?? ''
    if (!Object.hasOwn(choices, word)) throw new ApiError('history.query_unsupported')
    this.#at++
    return choices[word]!
  }

  /** Times beyond what ids can hold are as good as the latest. */
  number(): number {
    const word = this.peek() ?? ''
    if (!/^\d+$/.test(word)) throw new ApiError('history.query_unsupported')
    this.#at++
    return Math.min(Number(word), LATEST)
  }

  end(): void {
    if (this.peek() !== undefined) throw new ApiError('history.query_unsupported')
  }
}

/** In the year 2109: ids hold 42 bits of milliseconds. */
const LATEST = 2 ** 42 - 1
