import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { BodyOf, FurtherOf, Operation, ParamsOf, ReplyOf } from '@ringpost/contract'
import type { Caller } from '../domain/caller.ts'
import type { App } from '../domain/tenancy/app.ts'

/** What a binding gets to see of a request: validated, authenticated, free of HTTP. */
export interface RequestContext<O extends Operation = Operation> {
  operation: O
  /** The app of the URL; undefined only for operations of scope `root`. */
  app: O['scope'] extends 'root' ? undefined : App
  /** Who asks, in the app of the URL. */
  caller: O['scope'] extends 'root' ? undefined : Caller
  /** Path parameters, decoded. */
  params: ParamsOf<O>
  /** First value of each query parameter. `undefined` and `null` as text count as absent (client-quirks.md Q12). */
  query: Readonly<Record<string, string>>
  body: BodyOf<O>
  /** Only for operations that stream. */
  stream: O['streams'] extends 'in' | 'out' ? RequestStream : undefined
  /** Bearer token as sent, without the scheme. */
  token: string | undefined
  /** `scheme://host[:port]` under which the caller reached the server. */
  origin: string
  /** Where the request comes from: an IPv4 address or an IPv6 prefix. */
  network: string
}

/** What operations that stream see of HTTP. */
export interface RequestStream {
  /** `HEAD` wants what `GET` would answer, without the bytes. */
  method: string
  headers: IncomingHttpHeaders
  /** The body as it comes in; a client that waits to be told (`Expect: 100-continue`) is told to send it. */
  body(): Readable
}

/** Bytes instead of an envelope. */
export interface ReplyStream {
  status: number
  headers: OutgoingHttpHeaders
  /** Sent as the client takes it, and ended when he goes; undefined: headers only. */
  body: AsyncIterable<Uint8Array> | undefined
}

/** What a binding answers. `reply` goes where the declaration's `replyIn` says. */
export interface OperationReply<O extends Operation = Operation> {
  reply?: ReplyOf<O>
  /** Beside `entities` where an operation reports both (batch registration). */
  data?: unknown
  count?: number
  /** Of all pages together. */
  total?: number
  cursor?: string | undefined
  /** Where `reply` goes instead of where the declaration says: for the shapes of earlier generations. */
  replyIn?: Operation['replyIn']
  /** Fields of the top level that only this operation has. */
  further?: FurtherOf<O>
  /** HTTP status other than 200: probes only. */
  status?: number
  /** Sent instead of everything else, by operations that declare it. */
  stream?: O['streams'] extends 'out' ? ReplyStream : never
}

/** An operation with the code that carries it out. Operations without one answer 501. */
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
