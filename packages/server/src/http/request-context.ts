import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { BodyOf, FurtherOf, Operation, ParamsOf, ReplyOf } from '@ringpost/contract'
import type { Caller } from '../domain/caller.ts'
import type { App } from '../domain/tenancy/app.ts'

/** Whether the path of an operation names an app: at its start, or somewhere else. */
type IsOfApp<O extends Operation> = O['scope'] extends 'root'
  ? O['path'] extends `${string}/:org/:app/${string}`
    ? true
    : false
  : true

/** What a binding sees of a request: validated, authenticated, free of HTTP. */
export interface RequestContext<O extends Operation = Operation> {
  operation: O
  /** The app of the URL; undefined only for operations whose path names none. */
  app: IsOfApp<O> extends true ? App : undefined
  /** The caller, in the app of the URL. */
  caller: IsOfApp<O> extends true ? Caller : undefined
  /** Path parameters, decoded. */
  params: ParamsOf<O>
  /** First value of each query parameter. The texts `undefined` and `null` count as absent (client-quirks.md Q12). */
  query: Readonly<Record<string, string>>
  body: BodyOf<O>
  /** Only for streaming operations. */
  stream: O['streams'] extends 'in' | 'out' ? RequestStream : undefined
  /** Bearer token as sent, without the scheme. */
  token: string | undefined
  /** When the request is handled, ms since 1970. */
  now: number
  /** `scheme://host[:port]` under which the caller reached the server. */
  origin: string
  /** Where the request comes from: an IPv4 address or an IPv6 prefix. */
  network: string
}

/** What streaming operations see of HTTP. */
export interface RequestStream {
  /** A `HEAD` request gets what `GET` would answer, without the bytes. */
  method: string
  headers: IncomingHttpHeaders
  /** The incoming body; tells a client that sent `Expect: 100-continue` to send it. */
  body(): Readable
}

/** Bytes instead of an envelope. */
export interface ReplyStream {
  status: number
  headers: OutgoingHttpHeaders
  /** Sent as fast as the client takes it, and ended when the client goes; undefined: headers only. */
  body: AsyncIterable<Uint8Array> | undefined
}

/** What a binding answers. `reply` goes where the declaration's `replyIn` says. */
export interface OperationReply<O extends Operation = Operation> {
  reply?: ReplyOf<O>
  /** Sent beside `entities` if an operation reports both (batch registration). */
  data?: unknown
  count?: number
  /** Number of items on all pages together. */
  total?: number
  cursor?: string | undefined
  /** Overrides the declaration's `replyIn`: for the shapes of earlier generations. */
  replyIn?: Operation['replyIn']
  /** Top-level fields that only this operation has. */
  further?: FurtherOf<O>
  /** HTTP status other than 200: probes only. */
  status?: number
  /** Sent instead of everything else, by operations declared as streaming. */
  stream?: O['streams'] extends 'out' ? ReplyStream : never
}

/** An operation with its handler. Operations without one answer 501. */
export interface Binding {
  operation: Operation
  handle(context: RequestContext): Promise<OperationReply>
}

/** Ties a declaration to a handler, checking the types of body and reply. */
export function bind<O extends Operation>(
  operation: O,
  handle: (context: RequestContext<O>) => Promise<OperationReply<O>>,
): Binding {
  return { operation, handle: handle as unknown as Binding['handle'] }
}
