import type { Comparison, Condition, Query } from './condition.ts'
import { QueryWords, type Word } from './query-words.ts'

/**
 * Type of a field, which determines valid comparisons: `name` is a lower-case text, `time` is ms since 1970, `flag` is
 * a boolean; a list enumerates the possible texts.
 */
export type FieldKind = 'name' | 'time' | 'flag' | readonly string[]

/** What can be queried about one type of rows. */
export interface Vocabulary<Field extends string = string, Order extends string = string> {
  fields: Readonly<Record<Field, FieldKind>>
  /** Alternative field names. */
  aliases: Readonly<Record<string, Field>>
  /** Fields by which rows can be ordered. */
  orders: readonly Order[]
}

/** Limit on conditions per query: within what databases accept, and more than callers need. */
const CONDITIONS = 50
const DEPTH = 16
/** In the year 2109: ids have 42 bits for milliseconds. */
const LATEST = 2 ** 42 - 1

const operators: Readonly<Record<string, Comparison>> = {
  '=': '=',
  eq: '=',
  '<': '<',
  lt: '<',
  '<=': '<=',
  lte: '<=',
  '>': '>',
  gt: '>',
  '>=': '>=',
  gte: '>=',
}
const reversed: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/**
 * Parses `[select *] [where …] [order by field [asc|desc]] [limit N]` (rest-messages-users.md §9 "2014 form", §3 U5):
 * comparisons in either direction, `contains`, `and` before `or`, parentheses; single or double quotes, any case and
 * spacing.
 * @throws ApiError `query.illegal` for everything else.
 */
export function parseQuery<Field extends string, Order extends string>(
  text: string,
  vocabulary: Vocabulary<Field, Order>,
): Query<Field, Order> {
  return new QueryReader(new QueryWords(text), vocabulary).query()
}

class QueryReader<Field extends string, Order extends string> {
  readonly #words: QueryWords
  readonly #vocabulary: Vocabulary<Field, Order>
  #conditions = 0

  constructor(words: QueryWords, vocabulary: Vocabulary<Field, Order>) {
    this.#words = words
    this.#vocabulary = vocabulary
  }

  query(): Query<Field, Order> {
    const words = this.#words
    if (words.peek().kind === 'end') throw words.refusal('"select *"')
    if (words.skip('select')) words.expect('*')
    const where = words.skip('where') ? this.#alternatives(0) : undefined
    const order = words.skip('order') ? this.#order() : undefined
    const limit = this.#limit()
    if (words.peek().kind !== 'end') {
      const inside = where === undefined ? '"where"' : '"and", "or"'
      throw words.refusal(order ? '"limit" or the end' : `${inside}, "order by", "limit" or the end`)
    }
    return { where, order, limit }
  }

  #alternatives(depth: number): Condition<Field> {
    const of = [this.#conjunction(depth)]
    while (this.#words.skip('or')) of.push(this.#conjunction(depth))
    return of.length === 1 ? of[0]! : { is: 'any', of }
  }

  #conjunction(depth: number): Condition<Field> {
    const of = [this.#condition(depth)]
    while (this.#words.skip('and')) of.push(this.#condition(depth))
    return of.length === 1 ? of[0]! : { is: 'all', of }
  }

  #condition(depth: number): Condition<Field> {
    const words = this.#words
    if (words.sees('(')) {
      if (depth === DEPTH) throw words.refusal(`at most ${DEPTH} parentheses inside each other`)
      words.next()
      const inner = this.#alternatives(depth + 1)
      words.expect(')')
      return inner
    }
    if (++this.#conditions > CONDITIONS) throw words.refusal(`at most ${CONDITIONS} conditions`)
    const first = words.next()
    if (first.kind === 'number' || first.kind === 'text') {
      const operator = this.#operator()
      return this.#comparison(this.#field(words.next()), reversed[operator], first)
    }
    const field = this.#field(first)
    if (words.skip('contains')) return this.#containing(field, words.next())
    return this.#comparison(field, this.#operator(), words.next())
  }

  #field(word: Word): Field {
    const { fields, aliases } = this.#vocabulary
    const name = Object.hasOwn(aliases, word.value) ? aliases[word.value]! : word.value
    if (word.kind === 'name' && Object.hasOwn(fields, name)) return name as Field
    throw this.#words.refusal(`one of ${Object.keys(fields).concat(Object.keys(aliases)).join(', ')}`, word)
  }

  #operator(): Comparison {
    const word = this.#words.next()
    const isOperator = word.kind !== 'text' && Object.hasOwn(operators, word.value)
    if (!isOperator) throw this.#words.refusal('one of =, <, <=, >, >=, contains', word)
    return operators[word.value]!
  }

  #comparison(field: Field, operator: Comparison, word: Word): Condition<Field> {
    return {
      is: 'compared',
      field,
      operator,
      value: this.#value(this.#vocabulary.fields[field], operator, word),
    }
  }

  #value(kind: FieldKind, operator: Comparison, word: Word): string | number | boolean {
    const isLiteral = word.kind === 'number' || word.kind === 'text'
    if (kind === 'time') {
      // Times beyond the range of ids are equivalent to the latest.
      if (isLiteral && /^\d+$/.test(word.value)) return Math.min(Number(word.value), LATEST)
      throw this.#words.refusal('milliseconds since 1970', word)
    }
    if (kind === 'flag') {
      const isFlag = operator === '=' && word.kind !== 'number' && /^(true|false)$/i.test(word.value)
      if (isFlag) return word.value.toLowerCase() === 'true'
      throw this.#words.refusal('= true or = false', word)
    }
    if (kind === 'name') {
      // In the vendor's query language, `*` matches any suffix. We refuse it rather than match it literally.
      if (isLiteral && !word.value.includes('*')) return word.value.toLowerCase()
      throw this.#words.refusal('a quoted text without *', word)
    }
    if (operator === '=' && kind.includes(word.value)) return word.value
    throw this.#words.refusal(`= ${kind.map((each) => `'${each}'`).join(' or ')}`, word)
  }

  #containing(field: Field, word: Word): Condition<Field> {
    if (this.#vocabulary.fields[field] !== 'name') throw this.#words.refusal(`a comparison of ${field}`, word)
    if (word.kind === 'text' && word.value !== '')
      return { is: 'containing', field, text: word.value.toLowerCase() }
    throw this.#words.refusal('a quoted text', word)
  }

  #order(): { by: Order; descending: boolean } {
    this.#words.expect('by')
    const word = this.#words.next()
    const by = this.#vocabulary.orders.find((each) => each === word.value)
    if (word.kind !== 'name' || by === undefined)
      throw this.#words.refusal(`one of ${this.#vocabulary.orders.join(', ')}`, word)
    const descending = this.#words.skip('desc')
    if (!descending) this.#words.skip('asc')
    return { by, descending }
  }

  /** The documents put a comma before `limit`. */
  #limit(): number | undefined {
    const words = this.#words
    if (!words.sees(',') && !words.sees('limit')) return undefined
    words.skip(',')
    words.expect('limit')
    words.skip('=')
    const word = words.next()
    if (word.kind === 'number' && word.value.length <= 9 && Number(word.value) > 0) return Number(word.value)
    throw words.refusal('a number from 1, of at most nine digits', word)
  }
}
