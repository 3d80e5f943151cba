import { createECDH, createHash, createPrivateKey, type KeyObject, randomBytes } from 'node:crypto'
import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { LruCache } from '../kernel/lru-cache.ts'
import { at, type Fields, fieldsOf, merged, parsed, present, textOf } from './json-fields.ts'
import { payloadWithin } from './payload-within.ts'
import { unusable } from './push-failure.ts'
import type { ServiceAnswer, ServiceHttp } from './service-http.ts'
import { signedJwt } from './signed-jwt.ts'
import { ENCRYPTION_BYTES, encryptedForBrowser, type SubscriptionKeys } from './web-push-encryption.ts'
import { secondsLeft, secretOf, settingOf } from './wishes.ts'

/** Bytes that every push service takes, encrypted (RFC 8030, 7.2). */
const MOST_BYTES = 4096
/** ms that a VAPID token is used; a day is the most (RFC 8292, 2). */
const VAPID_MS = 12 * 3_600_000
/** Tokens kept: one for each certificate and push service of a browser. */
const VAPID_KEPT = 2000

/**
 * Browsers (RFC 8030, 8291, 8292). The token of the binding is the subscription as JSON: `{"endpoint","keys":{"p256dh","auth"}}`. Users
 * choose the endpoint, so it must go through `Outgoing`, which knows where requests may go.
 */
export class WebPushProvider implements PushProvider {
  readonly #http: ServiceHttp
  readonly #now: () => number
  readonly #vapid: LruCache<string, string>

  constructor(http: ServiceHttp, now: () => number) {
    this.#http = http
    this.#now = now
    this.#vapid = new LruCache(VAPID_KEPT, { ttl: VAPID_MS, perf: { now } })
  }

  async push(
    certificate: PushCertificate,
    token: string,
    notification: PushNotification,
  ): Promise<PushResult> {
    const subscription = subscriptionOf(token)
    if (subscription === undefined)
      return { kind: 'unbind', detail: 'the token is no subscription of a browser', answer: null }
    const { url, keys } = subscription
    const message = payloadWithin(notification, messageOf, MOST_BYTES, ENCRYPTION_BYTES)
    const own = { secret: freshSecret(), salt: randomBytes(16) }
    const bytes = Buffer.from(JSON.stringify(message))
    const encrypted = encryptedForBrowser(bytes, keys, own)
    if (encrypted === undefined)
      return { kind: 'unbind', detail: 'the subscription has no valid public key', answer: null }
    const { collapseKey } = notification
    const answer = await this.#http.post(url.href, encrypted, {
      authorization: this.#authorization(certificate, url.origin),
      'content-type': 'application/octet-stream',
      'content-encoding': 'aes128gcm',
      ttl: String(secondsLeft(notification, this.#now())),
      urgency: 'high',
      // At most 32 characters of base64url (RFC 8030, 5.4).
      ...(collapseKey !== null && {
        topic: createHash('sha256').update(collapseKey).digest('base64url').slice(0, 32),
      }),
    })
    return resultOf(answer)
  }

  /** VAPID (RFC 8292). */
  #authorization(certificate: PushCertificate, origin: string): string {
    const place = `${certificate.uuid}:${certificate.modifiedAt}:${origin}`
    const kept = this.#vapid.get(place)
    if (kept !== undefined) return kept
    const { key, published } = vapidKey(secretOf(certificate, 'key'))
    const sub = settingOf(certificate, 'subject')
    if (sub === undefined) throw unusable('the certificate has no subject')
    const exp = Math.floor((this.#now() + VAPID_MS) / 1000) + 3600
    const jwt = signedJwt({
      ...{ algorithm: 'ES256', key, header: { typ: 'JWT' } },
      claims: { aud: origin, exp, sub },
    })
    const made = `vapid t=${jwt}, k=${published}`
    this.#vapid.set(place, made)
    return made
  }
}

function freshSecret(): Uint8Array {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return pad(pair.getPrivateKey())
}

/** Node leaves out zeros in front. */
function pad(secret: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(Math.max(0, 32 - secret.length)), secret])
}

/** @throws PushFailure */
function vapidKey(secret: string): { key: KeyObject; published: string } {
  try {
    const d = Buffer.from(secret, 'base64url')
    const pair = createECDH('prime256v1')
    pair.setPrivateKey(d)
    const point = pair.getPublicKey()
    const part = (from: number) => point.subarray(from, from + 32).toString('base64url')
    const jwk = { kty: 'EC', crv: 'P-256', d: pad(d).toString('base64url'), x: part(1), y: part(33) }
    return { key: createPrivateKey({ key: jwk, format: 'jwk' }), published: point.toString('base64url') }
  } catch {
    throw unusable('the key of the certificate is no VAPID private key (32 bytes in base64url)')
  }
}

function subscriptionOf(token: string): { url: URL; keys: SubscriptionKeys } | undefined {
  const subscription = parsed(token)
  const url = URL.parse(textOf(at(subscription, 'endpoint')) ?? '')
  const [p256dh, auth] = ['p256dh', 'auth'].map((key) =>
    Buffer.from(textOf(at(subscription, 'keys', key)) ?? '', 'base64url'),
  )
  if (url === null || p256dh?.length !== 65 || auth?.length !== 16) return undefined
  return { url, keys: { p256dh, auth } }
}

/** What the service worker of the app gets. */
function messageOf({ title, body, badge, data, collapseKey, block }: PushNotification): Fields {
  const base = present({ title, body, badge, tag: collapseKey, data })
  return merged(base, fieldsOf(at(block, 'notification')))
}

function resultOf({ status, body, afterMs }: ServiceAnswer): PushResult {
  const detail = `the push service of the browser answered ${status}`
  if (status >= 200 && status < 300) return { kind: 'sent', answer: body }
  if (status === 404 || status === 410) return { kind: 'unbind', detail, answer: body }
  if (status === 429 || status >= 500) return { kind: 'later', detail, answer: body, afterMs }
  return { kind: 'refused', detail, answer: body }
}
