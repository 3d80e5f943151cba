import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushResult } from '../domain/push/push-provider.ts'
import { LruCache } from '../kernel/lru-cache.ts'
import { at, textOf, wholeOf } from './json-fields.ts'
import { PushFailure } from './push-failure.ts'
import { ifBusy, reasonIn, type ServiceAnswer } from './service-http.ts'

/** Tokens kept: more certificates than that take turns. */
const KEPT = 2000
/** ms before its end at which a token is replaced. */
const MARGIN_MS = 5 * 60_000
/** ms for which a failure to get one is remembered, so that a broken certificate does not ask for every push. */
const FAILURE_MS = 10_000

export interface AccessToken {
  token: string
  /** ms that it lasts. */
  lastsMs: number
}

interface Held {
  token: Promise<AccessToken>
  /** ms since 1970. */
  until: number
}

/** Tokens that services want to see, got once for each certificate and replaced before they end. */
export class AccessTokens {
  readonly #held = new LruCache<string, Held>(KEPT)
  readonly #obtain: (certificate: PushCertificate) => Promise<AccessToken>
  readonly #now: () => number

  /** @param obtain gets one; what it throws reaches everybody who waits. */
  constructor(obtain: (certificate: PushCertificate) => Promise<AccessToken>, now: () => number) {
    this.#obtain = obtain
    this.#now = now
  }

  /**
   * Sends with a token; once more with a new one if the service does not take the first.
   * @param send answers undefined if it is the token that is refused.
   */
  async use(
    certificate: PushCertificate,
    send: (token: string) => Promise<PushResult | undefined>,
  ): Promise<PushResult> {
    for (let tries = 0; tries < 2; tries++) {
      const token = await this.#of(certificate)
      const result = await send(token)
      if (result !== undefined) return result
      await this.#refused(certificate, token)
    }
    return { kind: 'refused', detail: 'the service does not accept the certificate', answer: null }
  }

  async #of(certificate: PushCertificate): Promise<string> {
    const key = keyOf(certificate)
    const held = this.#held.get(key)
    if (held !== undefined && this.#now() < held.until) return (await held.token).token
    return (await this.#get(key, certificate).token).token
  }

  /** The service does not take it: the next one who asks gets a new one, unless somebody already has. */
  async #refused(certificate: PushCertificate, token: string): Promise<void> {
    const key = keyOf(certificate)
    const held = this.#held.get(key)
    const current = await held?.token.catch(() => undefined)
    if (current?.token === token && this.#held.get(key) === held) this.#held.delete(key)
  }

  #get(key: string, certificate: PushCertificate): Held {
    const held: Held = { token: this.#obtain(certificate), until: Number.POSITIVE_INFINITY }
    this.#held.set(key, held)
    held.token.then(
      ({ lastsMs }) => {
        held.until = this.#now() + Math.max(lastsMs - MARGIN_MS, lastsMs / 2)
      },
      () => {
        held.until = this.#now() + FAILURE_MS
      },
    )
    return held
  }
}

/** A certificate that was edited gets another token. */
function keyOf({ uuid, modifiedAt }: PushCertificate): string {
  return `${uuid}:${modifiedAt}`
}

/**
 * The token in an answer.
 * @param lastsMs if the answer does not say how many seconds (`expires_in`).
 * @throws PushFailure if there is none.
 */
export function tokenIn(
  answer: ServiceAnswer,
  path: readonly string[],
  { lastsMs }: { lastsMs: number },
): AccessToken {
  const token = textOf(at(answer.body, ...path))
  const seconds = wholeOf(at(answer.body, 'expires_in'))
  if (token !== undefined) return { token, lastsMs: seconds === undefined ? lastsMs : seconds * 1000 }
  const reason = reasonIn(answer.body, 'error_description', 'message', 'msg', 'desc', 'error')
  throw new PushFailure(
    ifBusy(answer) ?? {
      kind: 'refused',
      detail: `no access token: ${reason ?? answer.status}`,
      answer: answer.body,
    },
  )
}
