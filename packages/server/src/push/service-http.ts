import type { Outgoing } from '../domain/outgoing/outgoing.ts'
import type { PushResult } from '../domain/push/push-provider.ts'
import { machineTime } from '../kernel/machine-time.ts'
import { at, type Fields, parsed, textOf } from './json-fields.ts'

/** Longest answer in bytes. */
const ANSWER_BYTES = 64 * 1024
/** Characters of an answer that is no JSON, as it is kept. */
const KEPT_TEXT = 1000
/** ms: no service is believed that wants to be left alone for longer. */
const LONGEST_WAIT_MS = 24 * 3_600_000

export interface ServiceAnswer {
  status: number
  /** JSON, or text if it is none. */
  body: unknown
  isJson: boolean
  /** `Retry-After`; null if there is none. */
  afterMs: number | null
}

type Headers = Readonly<Record<string, string>>

/** Calls one push service over HTTP/1.1. Its methods throw `OutgoingFault`. */
export class ServiceHttp {
  readonly #outgoing: Outgoing
  readonly #patienceMs: number
  readonly #base: string | undefined

  /**
   * @param patienceMs for a call.
   * @param base what replaces the service's own hosts; undefined: nothing does.
   */
  constructor(outgoing: Outgoing, patienceMs: number, base?: string) {
    this.#outgoing = outgoing
    this.#patienceMs = patienceMs
    this.#base = base
  }

  json(url: string, body: unknown, headers: Headers = {}): Promise<ServiceAnswer> {
    return this.post(url, JSON.stringify(body), {
      'content-type': 'application/json',
      ...headers,
    })
  }

  form(url: string, fields: Readonly<Record<string, string>>, headers: Headers = {}): Promise<ServiceAnswer> {
    return this.post(url, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    })
  }

  async post(url: string, body: string | Uint8Array, headers: Headers): Promise<ServiceAnswer> {
    const target = this.#base === undefined ? url : this.#base + new URL(url).pathname
    const answer = await this.#outgoing.call({
      ...{ method: 'POST', url: target, headers, body },
      ...{ patienceMs: this.#patienceMs, answerBytes: ANSWER_BYTES },
    })
    const json = parsed(answer.text)
    return {
      status: answer.status,
      body: json ?? answer.text.slice(0, KEPT_TEXT),
      isJson: typeof json === 'object' && json !== null,
      afterMs: retryAfterMs(answer.headers['retry-after']),
    }
  }
}

/** `later` if the service has too much to do, fails, or answers no JSON, although it always should. */
export function ifBusy({
  status,
  body,
  isJson,
  afterMs,
}: ServiceAnswer): Extract<PushResult, { kind: 'later' }> | undefined {
  if (status !== 429 && status < 500 && isJson) return undefined
  return { kind: 'later', detail: reasonIn(body) ?? `the service answered ${status}`, answer: body, afterMs }
}

/** @param names of the field that says why, in the order of preference. */
export function reasonIn(body: unknown, ...names: string[]): string | undefined {
  for (const name of names.length > 0 ? names : ['message', 'msg', 'desc', 'reason', 'description']) {
    const reason = textOf(at(body, name))
    if (reason !== undefined) return reason
  }
  return undefined
}

/** Seconds, or a date (RFC 9110, 10.2.3). @returns ms; null if it says nothing of use. */
export function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined) return null
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - machineTime()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WAIT_MS) : null
}

/** Fields of a form: what is undefined is not sent. */
export function formFields(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => {
      if (value === undefined || value === null) return []
      return [[key, typeof value === 'object' ? JSON.stringify(value) : String(value)]]
    }),
  )
}
