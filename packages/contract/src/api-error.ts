import type { ErrorFact } from './error-fact.ts'
import { type ErrorCode, errorTable } from './error-table.ts'

/** A refusal that the caller is meant to see: a row of the error table with its placeholders filled. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly fact: ErrorFact
  /** Seconds after which the same call is accepted, where that is known. */
  readonly retryAfter: number | undefined

  /**
   * @param params values for `{name}` placeholders of the description.
   * @param options.retryAfter see the property.
   */
  constructor(
    code: ErrorCode,
    params: Readonly<Record<string, string | number>> = {},
    options: { retryAfter?: number } = {},
  ) {
    const fact = errorTable[code]
    super(fact.description.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)))
    this.code = code
    this.fact = fact
    this.retryAfter = options.retryAfter
  }
}
