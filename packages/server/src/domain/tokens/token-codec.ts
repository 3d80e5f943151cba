import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Contents of a token of our own. Self-contained: issuing one writes nothing, and no number of tokens evicts another.
 */
export interface TokenClaims {
  kind: 'app' | 'org' | 'user'
  /** Row number of the app; 0 for organisation administrators. */
  app: number
  /** User name, or `org/username` of an organisation administrator; empty for app tokens. */
  subject: string
  /** `User.tokenGeneration` at issue; for administrators, derived from their password; 0 for apps. */
  generation: number
  /** ms since 1970; 0 means never. */
  expiresAt: number
}

/**
 * Tokens start with `YWMt`, base64url of `ac-`, like those of the service we are compatible with
 * (rest-messages-users.md §1.4).
 */
const MARK = Buffer.from('ac-')
const MAC_BYTES = 18
const kinds = ['app', 'org', 'user'] as const

/** Signs and verifies tokens with one secret key. Layout: `ac-` · kind u8 · app u32 · generation u32 · expiresAt u48 · nonce u32 · subject · MAC. */
export class TokenCodec {
  readonly #key: Uint8Array
  #nonce = 0

  constructor(key: Uint8Array) {
    this.#key = key
  }

  encode(claims: TokenClaims): string {
    const subject = Buffer.from(claims.subject, 'utf8')
    const plain = Buffer.alloc(MARK.length + 19 + subject.length)
    MARK.copy(plain)
    let at = MARK.length
    at = plain.writeUInt8(kinds.indexOf(claims.kind), at)
    at = plain.writeUInt32BE(claims.app, at)
    at = plain.writeUInt32BE(claims.generation, at)
    at = plain.writeUIntBE(claims.expiresAt, at, 6)
    // Makes tokens issued in the same millisecond differ, as callers expect.
    this.#nonce = (this.#nonce + 1) >>> 0
    at = plain.writeUInt32BE(this.#nonce, at)
    subject.copy(plain, at)
    return Buffer.concat([plain, this.#mac(plain)]).toString('base64url')
  }

  /** Returns undefined if the text is not our token or its signature is wrong; the caller checks expiry. */
  decode(token: string): TokenClaims | undefined {
    const bytes = Buffer.from(token, 'base64url')
    const end = bytes.length - MAC_BYTES
    if (end < MARK.length + 19 || !bytes.subarray(0, MARK.length).equals(MARK)) return undefined
    const plain = bytes.subarray(0, end)
    if (!timingSafeEqual(this.#mac(plain), bytes.subarray(end))) return undefined
    const kind = kinds[plain.readUInt8(3)]
    if (kind === undefined) return undefined
    return {
      kind,
      app: plain.readUInt32BE(4),
      generation: plain.readUInt32BE(8),
      expiresAt: plain.readUIntBE(12, 6),
      subject: plain.toString('utf8', 22),
    }
  }

  #mac(plain: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(plain).digest().subarray(0, MAC_BYTES)
  }
}
