import {
  ApiError,
  allOperations,
  type ErrorCode,
  errorTable,
  generalErrors,
  testing as operations,
} from '@ringpost/contract'
import { frameKinds } from './frame-content.ts'
import { unknownField } from './known-fields.ts'

/** Where a fault strikes: exactly one of the first five. */
export interface FaultPlace {
  /** Id of an operation (`messages.sendToUsers`), or method and path below the app (`POST /messages/users`); `*` stands for a segment. */
  route?: string
  /** Kind of a frame on the socket, as traffic names it; `message`: whatever carries a message of users. */
  frame?: string
  /** Logins on the socket. */
  login?: true
  /** Requests that upload a file. */
  upload?: true
  /** What is told to webhooks. */
  webhook?: true
  /** Of frames, if it matters: from the client up, or down to it. */
  direction?: 'up' | 'down'
  /** Only of this user: on the socket, or named in the path of a request. */
  user?: string
  /** Of requests: `before` they are carried out, or `after`, when only the caller does not learn of it. Default `before`. */
  when?: 'before' | 'after'
}

/** What happens: exactly one of these. */
export interface FaultEffect {
  /** HTTP status of a documented error; for webhooks, what the receiver seems to answer. */
  status?: number
  /** Name of a documented error, if the status is not enough. */
  error?: string
  /** ms, by the machine's clock; what comes behind on the same socket waits, too. */
  delay?: number
  /** It is lost. */
  drop?: true
  /** The connection breaks. */
  disconnect?: true
  /** It comes twice. */
  duplicate?: true
}

export interface FaultSpec extends FaultPlace, FaultEffect {
  /** How often; default 1, so that a forgotten fault ends by itself. */
  times?: number
  /** Of those that it could strike: 0 to 1. Needs `seed`. */
  probability?: number
  /** Makes the choice the same in each run. */
  seed?: number
}

const places = ['route', 'frame', 'login', 'upload', 'webhook'] as const
const effects = ['status', 'error', 'delay', 'drop', 'disconnect', 'duplicate'] as const
type Effect = (typeof effects)[number]

const possible: Record<(typeof places)[number], readonly Effect[]> = {
  route: ['status', 'error', 'delay', 'drop', 'disconnect'],
  upload: ['status', 'error', 'delay', 'drop', 'disconnect'],
  login: ['status', 'error', 'delay', 'drop', 'disconnect'],
  frame: ['status', 'error', 'delay', 'drop', 'disconnect', 'duplicate'],
  webhook: ['status', 'delay', 'drop', 'duplicate'],
}

/** @throws ApiError `testing.fault_illegal`, which says why it is no fault. */
export function checkFault(spec: FaultSpec): void {
  const unknown = unknownField(spec, operations.addFault.body)
  if (unknown !== undefined) throw wrong(unknown)
  const given = places.filter((place) => spec[place] !== undefined)
  const [place] = given
  if (place === undefined || given.length > 1) throw wrong(`it needs exactly one of ${places.join(', ')}`)
  const wanted = effects.filter(
    (effect) => spec[effect] !== undefined && !(effect === 'status' && spec.error !== undefined),
  )
  const [effect] = wanted
  if (effect === undefined || wanted.length > 1) throw wrong(`it needs exactly one of ${effects.join(', ')}`)
  if (!possible[place].includes(effect)) throw wrong(`a ${place} cannot have ${effect}`)
  if (spec.probability !== undefined && spec.seed === undefined) throw wrong('probability needs a seed')
  if ((effect === 'status' || effect === 'error') && place !== 'webhook') {
    errorOf(spec)
    if (
      place === 'frame' &&
      ((spec.frame !== 'message' && spec.frame !== 'send') || spec.direction === 'down')
    )
      throw wrong('only what clients send can be refused')
  }
  if (place === 'route') checkRoute(spec.route!)
  if (place === 'frame' && spec.frame !== 'message' && !frameKinds.includes(spec.frame!))
    throw wrong(`there are no frames ${spec.frame}; there are message, ${frameKinds.join(', ')}`)
}

/** A route that no request can have would never strike. */
function checkRoute(route: string): void {
  if (!route.includes(' ')) {
    if (allOperations.some(({ id }) => id === route)) return
    throw wrong(`there is no operation ${route}; or write method and path, as "POST /users"`)
  }
  const [verb, pattern = ''] = route.split(/ +/, 2)
  const isPossible = allOperations.some(
    ({ method, path, alsoPaths = [] }) =>
      method === verb?.toUpperCase() && [path, ...alsoPaths].some((each) => canFit(pattern, each)),
  )
  if (!isPossible)
    throw wrong(`no operation is at ${route}; write method and path below the app, as "POST /users"`)
}

/** @param path of an operation, with `:name` for parameters. */
function canFit(pattern: string, path: string): boolean {
  const parts = pattern.split('/')
  const declared = path.split('/')
  return (
    parts.length === declared.length &&
    parts.every((part, i) => part === '*' || declared[i]!.includes(':') || part === declared[i])
  )
}

/** The error that a fault answers with. @throws ApiError `testing.fault_illegal` if none is documented. */
export function errorOf({ status, error, route }: FaultSpec): ApiError {
  if (error !== undefined) {
    if (!Object.hasOwn(errorTable, error))
      throw wrong(`there is no error ${error}; docs/reference/errors.md has all`)
    const code = error as ErrorCode
    if (status !== undefined && errorTable[code].status !== status)
      throw wrong(`${error} has the status ${errorTable[code].status}`)
    return refusal(code)
  }
  const own = allOperations.find(({ id }) => id === route)?.errors ?? []
  const usual = STATUSES[status ?? 0]
  const codes = [
    ...own,
    ...(usual === undefined ? [] : [usual]),
    ...(Object.keys(generalErrors) as ErrorCode[]),
  ]
  const code = codes.find((each) => errorTable[each].status === status)
  if (code === undefined) throw wrong(`no error with the status ${status} is documented; name one as error`)
  return refusal(code)
}

/** What is meant by a status that several general errors have. */
const STATUSES: Readonly<Record<number, ErrorCode>> = { 401: 'auth.expired', 503: 'server.unavailable' }

function refusal(code: ErrorCode): ApiError {
  return new ApiError(code, {}, errorTable[code].status === 429 ? { retryAfter: 1 } : {})
}

function wrong(reason: string): ApiError {
  return new ApiError('testing.fault_illegal', { reason })
}
