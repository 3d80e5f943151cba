import { createHash, timingSafeEqual } from 'node:crypto'

/** A `dt-…` user token, built by callers from client id and secret (rest-messages-users.md §2.2). */
export interface DynamicToken {
  appKey: string
  user: string
  /** Seconds since 1970. */
  issuedAt: number
  /** Seconds from `issuedAt` for which it holds. */
  lifetime: number
}

const PREFIX = 'dt-'
/** base64url of the prefix: what the bearer text starts with. */
const ENCODED_PREFIX = Buffer.from(PREFIX).toString('base64url')

/** Whether a bearer token claims to be of this family. */
export function looksLikeDynamicToken(text: string): boolean {
  return text.startsWith(ENCODED_PREFIX)
}

/** Verifies the signature; expiry is the caller's question. */
export function verifyDynamicToken(
  text: string,
  app: { key: string; clientId: string; clientSecret: string },
): DynamicToken | 'foreign' | 'malformed' {
  let fields: Record<string, unknown>
  try {
    fields = JSON.parse(Buffer.from(text, 'base64url').toString('utf8').slice(PREFIX.length))
  } catch {
    return 'malformed'
  }
  const { signature, appkey, userId, curTime, ttl } = fields ?? {}
  if (typeof signature !== 'string' || typeof userId !== 'string' || userId === '') return 'malformed'
  if (appkey !== app.key) return 'foreign'
  const issuedAt = Number(curTime)
  const lifetime = Number(ttl)
  if (!Number.isSafeInteger(issuedAt) || !Number.isSafeInteger(lifetime) || lifetime < 0) return 'malformed'
  const expected = Buffer.from(signatureOf(app, userId, issuedAt, lifetime))
  const given = Buffer.from(signature.toLowerCase())
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return 'foreign'
  return { appKey: app.key, user: userId, issuedAt, lifetime }
}

/** Builds a token as callers do. */
export function buildDynamicToken(
  app: { key: string; clientId: string; clientSecret: string },
  user: string,
  issuedAt: number,
  lifetime: number,
): string {
  const signature = signatureOf(app, user, issuedAt, lifetime)
  const json = JSON.stringify({ signature, appkey: app.key, userId: user, curTime: issuedAt, ttl: lifetime })
  return Buffer.from(PREFIX + json).toString('base64url')
}

function signatureOf(
  app: { key: string; clientId: string; clientSecret: string },
  user: string,
  issuedAt: number,
  lifetime: number,
): string {
  const text = app.clientId + app.key + user + issuedAt + lifetime + app.clientSecret
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
