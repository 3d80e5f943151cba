/** A refusal by the server. Servers match on `error` and `description`: their texts are part of the API. */
export class CallError extends Error {
  override readonly name = 'CallError'
  /** Id of the operation that was called. */
  readonly operation: string
  /** HTTP status. */
  readonly status: number
  /** Short name of the error, such as `resource_not_found`; empty if the reply was not one of the API. */
  readonly error: string
  /** `error_description` of the reply. */
  readonly description: string
  /** Name of the exception that old callers match on; undefined if the reply has none. */
  readonly exception: string | undefined
  /** Seconds after which the same call may succeed, if the server says so. */
  readonly retryAfter: number | undefined
  /** The whole reply: an object if it is JSON, else its text. */
  readonly body: unknown

  constructor(operation: string, status: number, body: unknown, retryAfter?: number) {
    const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
    const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : undefined)
    const error = text('error') ?? ''
    const description = text('error_description') ?? text('message') ?? ''
    super(`${operation}: ${status} ${[error, description].filter((each) => each !== '').join(': ')}`)
    this.operation = operation
    this.status = status
    this.error = error
    this.description = description
    this.exception = text('exception')
    this.retryAfter = retryAfter
    this.body = body
  }
}
