import type { SecureClientSessionOptions } from 'node:http2'
import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { LruCache } from '../kernel/lru-cache.ts'
import { AccessTokens } from './access-tokens.ts'
import { type ApnsAnswer, ApnsConnection, ApnsConnectionFault } from './apns-connection.ts'
import { type ApnsRequest, apnsRequest } from './apns-payload.ts'
import { at, parsed, textOf } from './json-fields.ts'
import { unusable } from './push-failure.ts'
import { retryAfterMs } from './service-http.ts'
import { privateKey, signedJwt } from './signed-jwt.ts'
import { secretOf, settingOf } from './wishes.ts'

const hosts = {
  PRODUCTION: 'https://api.push.apple.com',
  DEVELOPMENT: 'https://api.sandbox.push.apple.com',
}
/** ms that Apple takes a provider token; more than one in 20 minutes is too many. */
const TOKEN_MS = 55 * 60_000
/** Connections kept, one for each certificate. */
const CONNECTIONS = 500

/** The token is dead, or was never one for this app ("Handling notification responses from APNs"). */
const deadReasons = new Set(['BadDeviceToken', 'Unregistered', 'ExpiredToken', 'DeviceTokenNotForTopic'])

export interface ApnsOptions {
  /** Replaces Apple's hosts; http:// is HTTP/2 without TLS. */
  base?: string | undefined
  now(): number
  /** ms for a push. */
  patienceMs: number
  /** Authorities that are trusted instead of the usual ones. */
  ca?: SecureClientSessionOptions['ca']
}

/** Apple Push Notification service over HTTP/2, with a token (p8) or a client certificate (p12). */
export class ApnsProvider implements PushProvider {
  readonly #options: ApnsOptions
  readonly #tokens: AccessTokens
  readonly #connections = new LruCache<string, ApnsConnection>(CONNECTIONS, {
    dispose: (connection) => connection.close(),
  })

  constructor(options: ApnsOptions) {
    this.#options = options
    this.#tokens = new AccessTokens(async (certificate) => {
      return { token: providerToken(certificate, options.now()), lastsMs: TOKEN_MS }
    }, options.now)
  }

  async push(
    certificate: PushCertificate,
    token: string,
    notification: PushNotification,
  ): Promise<PushResult> {
    const request = apnsRequest(certificate, notification, this.#options.now())
    const path = `/3/device/${encodeURIComponent(token)}`
    if (!usesToken(certificate)) return resultOf(await this.#post(certificate, path, request, {}))!
    return this.#tokens.use(certificate, async (jwt) =>
      resultOf(await this.#post(certificate, path, request, { authorization: `bearer ${jwt}` })),
    )
  }

  close(): void {
    this.#connections.clear()
  }

  /** A request that the server has not looked at, because it closed the connection, is sent again over another. */
  async #post(
    certificate: PushCertificate,
    path: string,
    { headers, payload }: ApnsRequest,
    more: Readonly<Record<string, string>>,
  ): Promise<ApnsAnswer | ApnsConnectionFault> {
    const connection = this.#connection(certificate)
    let fault: ApnsConnectionFault | undefined
    for (let tries = 0; tries < 3; tries++) {
      try {
        return await connection.post(path, { ...headers, ...more }, payload)
      } catch (error) {
        if (!(error instanceof ApnsConnectionFault)) throw error
        fault = error
        if (error.kind !== 'unsent') break
      }
    }
    return fault!
  }

  #connection(certificate: PushCertificate): ApnsConnection {
    const place = `${certificate.uuid}:${certificate.modifiedAt}`
    const kept = this.#connections.get(place)
    if (kept !== undefined) return kept
    const { base, ca, patienceMs } = this.#options
    const options = {
      ...(ca !== undefined && { ca }),
      ...(!usesToken(certificate) && {
        pfx: Buffer.from(secretOf(certificate, 'key'), 'base64'),
        passphrase: certificate.secrets.passphrase ?? '',
      }),
    }
    const made = new ApnsConnection(base ?? hosts[certificate.environment], options, patienceMs)
    this.#connections.set(place, made)
    return made
  }
}

function usesToken(certificate: PushCertificate): boolean {
  return secretOf(certificate, 'key').includes('-----BEGIN')
}

function providerToken(certificate: PushCertificate, now: number): string {
  const [iss, kid] = [settingOf(certificate, 'teamId'), settingOf(certificate, 'keyId')]
  if (iss === undefined || kid === undefined) throw unusable('the certificate has no teamId and keyId')
  const key = privateKey(secretOf(certificate, 'key'), 'ec')
  return signedJwt({ algorithm: 'ES256', key, header: { kid }, claims: { iss, iat: Math.floor(now / 1000) } })
}

/** @returns undefined if Apple wants another provider token. */
function resultOf(answer: ApnsAnswer | ApnsConnectionFault): PushResult | undefined {
  if (answer instanceof ApnsConnectionFault)
    return { kind: 'later', detail: `APNs: ${answer.message}`, answer: null, afterMs: null }
  const { status, text, headers } = answer
  const id = textOf(headers['apns-id'])
  if (status === 200) return { kind: 'sent', answer: { 'apns-id': id ?? null } }
  const body = parsed(text) ?? text
  const detail = textOf(at(body, 'reason')) ?? `APNs answered ${status}`
  if (detail === 'ExpiredProviderToken') return undefined
  if (status === 410 || deadReasons.has(detail)) return { kind: 'unbind', detail, answer: body }
  if (status === 429 || status >= 500)
    return { kind: 'later', detail, answer: body, afterMs: retryAfterMs(textOf(headers['retry-after'])) }
  return { kind: 'refused', detail, answer: body }
}
