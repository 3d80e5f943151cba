import type { ErrorFact } from './error-fact.ts'
import { type ErrorCode, errorTable } from './error-table.ts'

/** A refusal that the caller is to see: a row of the error table with its placeholders filled. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly fact: ErrorFact
  /** The answer on the socket, see {@link ErrorFact.gateway}, with its placeholders filled. */
  readonly gateway: ErrorFact['gateway']
  /** Seconds after which the same call will be accepted, if known. */
  readonly retryAfter: number | undefined

  /**
   * @param params values for `{name}` placeholders of the texts.
   * @param options.retryAfter see the property.
   */
  constructor(
    code: ErrorCode,
    params: Readonly<Record<string, string | number>> = {},
    options: { retryAfter?: number } = {},
  ) {
    const fact = errorTable[code]
    super(filled(fact.description, params))
    this.code = code
    this.fact = fact
    this.gateway = fact.gateway && { ...fact.gateway, reason: filled(fact.gateway.reason, params) }
    this.retryAfter = options.retryAfter
  }
}

function filled(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}
