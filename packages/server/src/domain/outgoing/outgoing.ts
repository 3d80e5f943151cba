/** A request to a server outside. */
export interface OutgoingRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** http(s), without user name and password. */
  url: string
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  /** ms for everything, from the look-up of the name to the last byte of the answer. */
  patienceMs: number
  /** Largest answer in bytes: a longer one is a fault. */
  answerBytes: number
  /** Gives up early. */
  signal?: AbortSignal
}

export interface OutgoingAnswer {
  status: number
  /** Names in lower case; of repeated headers, the first or all joined, as Node has them. */
  headers: Readonly<Record<string, string>>
  text: string
}

/** Calls servers outside. Redirects are answers, not followed. Connections are kept and used again. */
export interface Outgoing {
  /** Whether a URL can be called, as far as it tells: where names lead is checked with every connection. */
  accepts(url: string): 'yes' | 'malformed' | 'internal'
  /** @throws OutgoingFault if there is no whole answer. */
  call(request: OutgoingRequest): Promise<OutgoingAnswer>
}

/**
 * - `forbidden`: the address is not one that requests may go to.
 * - `late`: no whole answer in time.
 * - `unreachable`: no such host, no connection, or one that broke.
 * - `oversized`: the answer is too long.
 * - `cancelled`: the caller gave up.
 */
export type OutgoingFaultReason = 'forbidden' | 'late' | 'unreachable' | 'oversized' | 'cancelled'

/** Why a request has no answer; the message is fit for owners of apps. */
export class OutgoingFault extends Error {
  override readonly name = 'OutgoingFault'
  readonly reason: OutgoingFaultReason

  constructor(reason: OutgoingFaultReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
