import type { ApiError, Operation } from '@ringpost/contract'
import type { App } from '../domain/tenancy/app.ts'
import type { OperationReply } from './request-context.ts'

/** The parts of the request that the envelope repeats. */
export interface EnvelopeFacts {
  app: App | undefined
  origin: string
  /** Path below the app prefix, as requested. */
  path: string
  query: Readonly<Record<string, string>>
  method: string
  /** ms since 1970, when the answer is written. */
  now: number
  /** ms that it took. */
  duration: number
}

/** The success body of an operation (rest-messages-users.md §1.2), with the parts that its declaration asks for. */
export function successBody(operation: Operation, result: OperationReply, facts: EnvelopeFacts): unknown {
  const replyIn = result.replyIn ?? operation.replyIn ?? 'data'
  if (replyIn === 'bare') return result.reply
  const envelope = operation.envelope ?? {}
  const { now, duration } = facts
  const { action = facts.method.toLowerCase() } = envelope
  const body: Record<string, unknown> = action === false ? {} : { action }
  if (envelope.identity !== false && facts.app !== undefined) {
    const base = `${facts.origin}/${facts.app.org}/${facts.app.name}`
    body.application = facts.app.uuid
    if (envelope.params === 'empty') body.params = {}
    if (envelope.params === 'echo' && Object.keys(facts.query).length > 0) {
      body.params = Object.fromEntries(Object.entries(facts.query).map(([name, value]) => [name, [value]]))
    }
    if (envelope.path !== undefined) body.path = envelope.path
    const uris = { base, path: `${base}${envelope.path}` }
    body.uri = envelope.uri === undefined ? base + facts.path : uris[envelope.uri]
  }
  if (replyIn === 'entities') body.entities = result.reply ?? []
  else if (envelope.entities === true) body.entities = []
  if (replyIn === 'data' && result.reply !== undefined) body.data = result.reply
  if (result.data !== undefined) body.data = result.data
  body.timestamp = now
  body.duration = duration
  if (envelope.identity !== false && facts.app !== undefined) {
    body.organization = facts.app.org
    body.applicationName = facts.app.name
  }
  if (result.cursor !== undefined) body.cursor = result.cursor
  if (result.count !== undefined) body.count = result.count
  Object.assign(body, result.further)
  if (result.total !== undefined) body.total = result.total
  return body
}

/** The error body (rest-messages-users.md §1.3). Always a JSON object: all else hangs the web SDKs (sdk-rest-calls.md §1). */
export function errorBody(
  error: ApiError,
  { now, duration }: Pick<EnvelopeFacts, 'now' | 'duration'>,
  numbers?: Operation['numbers'],
): Record<string, unknown> {
  if (error.fact.isNested) return { error: { code: error.fact.code, message: error.message } }
  const { retryAfter } = error
  return {
    error: error.fact.error,
    exception: error.fact.exception,
    timestamp: now,
    duration,
    error_description: error.message,
    ...(error.fact.code === undefined ? {} : { code: error.fact.code }),
    ...(error.fact.number === undefined ? {} : { error_code: error.fact.number }),
    ...(error.fact.result === undefined ? {} : { result: error.fact.result }),
    ...(numbers && {
      code: error.fact.number ?? numbers[error.fact.status],
      message: error.message,
      meta: { timestamp: now, ...(retryAfter !== undefined && { retryAfter }) },
    }),
  }
}
