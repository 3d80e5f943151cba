import { createHash, timingSafeEqual } from 'node:crypto'
import { isLegalUserName } from '../users/user-name.ts'

/** A `dt-…` user token, which callers build from client id and secret (rest-messages-users.md §2.2). */
export interface DynamicToken {
  user: string
  /** Seconds since 1970. */
  issuedAt: number
  /** Seconds from `issuedAt` for which it is valid; at least 1. */
  lifetime: number
}

/** The app whose credentials sign the tokens. */
export interface SigningApp {
  key: string
  clientId: string
  clientSecret: string
}

const PREFIX = 'dt-'
/** base64url of the prefix, with which the bearer text starts. */
const ENCODED_PREFIX = Buffer.from(PREFIX).toString('base64url')
/** Decimal digits of a time in seconds: 10 from 2001 to 2286. */
const TIME_DIGITS = 10
const TIME = /^[1-9]\d{9}$/
const LIFETIME = /^[1-9]\d{0,8}$/

/** Whether a bearer token appears to be of this family. */
export function looksLikeDynamicToken(text: string): boolean {
  return text.startsWith(ENCODED_PREFIX)
}

/** Verifies format and signature; the caller checks the validity period and whether the token is ambiguous. */
export function verifyDynamicToken(text: string, app: SigningApp): DynamicToken | 'foreign' | 'malformed' {
  let fields: Record<string, unknown>
  try {
    fields = JSON.parse(Buffer.from(text, 'base64url').toString('utf8').slice(PREFIX.length))
  } catch {
    return 'malformed'
  }
  const { signature, appkey, userId, curTime, ttl } = fields ?? {}
  if (typeof signature !== 'string' || typeof userId !== 'string') return 'malformed'
  if (appkey !== app.key) return 'foreign'
  const token = read(userId, plain(curTime), plain(ttl))
  if (token === undefined) return 'malformed'
  const expected = Buffer.from(signatureOf(app, token))
  const given = Buffer.from(signature.toLowerCase())
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return 'foreign'
  return token
}

/**
 * Returns every other token with the same signature: the signature covers name, time and lifetime without separators,
 * so digits can move from one to the next.
 */
export function otherReadings(token: DynamicToken): DynamicToken[] {
  const { user, issuedAt, lifetime } = token
  const text = `${user}${issuedAt}${lifetime}`
  const readings: DynamicToken[] = []
  for (let end = text.length - 1; end > TIME_DIGITS; end--) {
    const start = end - TIME_DIGITS
    const other = read(text.slice(0, start), text.slice(start, end), text.slice(end))
    if (other !== undefined && other.user !== user) readings.push(other)
  }
  return readings
}

/** Builds a token as callers do. */
export function buildDynamicToken(app: SigningApp, user: string, issuedAt: number, lifetime: number): string {
  const signature = signatureOf(app, { user, issuedAt, lifetime })
  const json = JSON.stringify({ signature, appkey: app.key, userId: user, curTime: issuedAt, ttl: lifetime })
  return Buffer.from(PREFIX + json).toString('base64url')
}

/** A JSON number or string as it appears in the signed text. */
function plain(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : ''
}

function read(user: string, issuedAt: string, lifetime: string): DynamicToken | undefined {
  if (!isLegalUserName(user) || !TIME.test(issuedAt) || !LIFETIME.test(lifetime)) return undefined
  return { user, issuedAt: Number(issuedAt), lifetime: Number(lifetime) }
}

function signatureOf(app: SigningApp, { user, issuedAt, lifetime }: DynamicToken): string {
  const text = app.clientId + app.key + user + issuedAt + lifetime + app.clientSecret
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
