import { createHmac, timingSafeEqual } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'

/**
 * A Chat token of the AccessToken2 (`007…`) family, which callers build from app id and certificate
 * (rest-messages-users.md §2.2).
 */
export interface AgoraToken {
  appId: string
  /** Seconds since 1970. */
  issuedAt: number
  /** Seconds from `issuedAt` for which it is valid. */
  lifetime: number
  /** Empty for an app token; otherwise a user name or a user's UUID. */
  user: string
  kind: 'app' | 'user'
}

interface Signed {
  token: AgoraToken
  salt: number
  signature: Buffer
  signingInfo: Buffer
}

const PREFIX = '007'
const CHAT_SERVICE = 5
const RTC_SERVICE = 1
/**
 * Number of strings after the privileges, by service type: services come in ascending order, so only those before Chat
 * need skipping.
 */
const STRINGS_OF_SERVICE: Readonly<Record<number, number>> = { 1: 2, 2: 1, 3: 2, 4: 0, [CHAT_SERVICE]: 1 }
const PRIVILEGE = { user: 1, app: 2 } as const
/** To join a channel, and to publish sound, pictures and data in it. */
const RTC_PRIVILEGES = [1, 2, 3, 4]
/** Maximum lifetime that the format allows, in seconds. */
const MAX_LIFETIME = 24 * 3600
/** Tokens are far smaller; anything larger is a decompression bomb. */
const MAX_BYTES = 8 * 1024

/** Parses a token without verifying it; undefined if it is not a well-formed Chat token. */
function parse(text: string): Signed | undefined {
  try {
    const packed = inflateSync(Buffer.from(text.slice(PREFIX.length), 'base64'), {
      maxOutputLength: MAX_BYTES,
    })
    const reader = new Reader(packed)
    const signature = reader.bytes()
    const signingInfo = packed.subarray(reader.at)
    const appId = reader.bytes().toString('utf8')
    const issuedAt = reader.u32()
    const lifetime = reader.u32()
    const salt = reader.u32()
    for (let services = reader.u16(); services > 0; services--) {
      const type = reader.u16()
      const privileges = new Map<number, number>()
      for (let count = reader.u16(); count > 0; count--) privileges.set(reader.u16(), reader.u32())
      const strings = Array.from({ length: STRINGS_OF_SERVICE[type] ?? 0 }, () =>
        reader.bytes().toString('utf8'),
      )
      if (type !== CHAT_SERVICE) continue
      const user = strings[0] ?? ''
      const kind = privileges.has(PRIVILEGE.app) ? 'app' : 'user'
      const granted = privileges.get(PRIVILEGE[kind])
      if (granted === undefined || (kind === 'user') === (user === '')) return undefined
      const held = Math.min(lifetime, granted === 0 ? lifetime : granted, MAX_LIFETIME)
      return { token: { appId, issuedAt, lifetime: held, user, kind }, salt, signature, signingInfo }
    }
    return undefined
  } catch {
    return undefined
  }
}

/** Whether a bearer token appears to be of this family. */
export function looksLikeAgoraToken(text: string): boolean {
  return text.startsWith(PREFIX)
}

/** Verifies signature and app id; the caller checks expiry. */
export function verifyAgoraToken(
  text: string,
  appId: string,
  certificate: string,
): AgoraToken | 'foreign' | 'malformed' {
  const parsed = parse(text)
  if (parsed === undefined) return 'malformed'
  if (parsed.token.appId !== appId) return 'foreign'
  const expected = sign(parsed.signingInfo, parsed.token.issuedAt, parsed.salt, certificate)
  if (expected.length !== parsed.signature.length || !timingSafeEqual(expected, parsed.signature))
    return 'foreign'
  return parsed.token
}

/** Builds a Chat token as the vendor's token builders do; used by the CLI for experiments. */
export function buildAgoraToken(token: AgoraToken, certificate: string, salt: number): string {
  const privileges = [[PRIVILEGE[token.kind], token.lifetime] as const]
  return build(token, { type: CHAT_SERVICE, privileges, texts: [token.user] }, certificate, salt)
}

/** Admits a user to voice and video channels at the provider. */
export interface RtcGrant {
  appId: string
  /** Seconds since 1970. */
  issuedAt: number
  /** Seconds from `issuedAt` for which it is valid. */
  lifetime: number
  /** `*`: any. */
  channel: string
  /** 1 to 2^32 - 1. */
  uid: number
}

/** Builds a token to join a channel, speak, be seen and send data in it, with the number of the user. */
export function buildRtcToken(grant: RtcGrant, certificate: string, salt: number): string {
  const privileges = RTC_PRIVILEGES.map((privilege) => [privilege, grant.lifetime] as const)
  const texts = [grant.channel, String(grant.uid)]
  return build(grant, { type: RTC_SERVICE, privileges, texts }, certificate, salt)
}

function build(
  { appId, issuedAt, lifetime }: Pick<RtcGrant, 'appId' | 'issuedAt' | 'lifetime'>,
  service: { type: number; privileges: readonly (readonly [number, number])[]; texts: readonly string[] },
  certificate: string,
  salt: number,
): string {
  const info = Buffer.concat([
    packBytes(Buffer.from(appId, 'utf8')),
    u32(issuedAt),
    u32(lifetime),
    u32(salt),
    u16(1),
    u16(service.type),
    u16(service.privileges.length),
    ...service.privileges.flatMap(([privilege, seconds]) => [u16(privilege), u32(seconds)]),
    ...service.texts.map((text) => packBytes(Buffer.from(text, 'utf8'))),
  ])
  const signature = sign(info, issuedAt, salt, certificate)
  return PREFIX + deflateSync(Buffer.concat([packBytes(signature), info])).toString('base64')
}

function sign(info: Uint8Array, issuedAt: number, salt: number, certificate: string): Buffer {
  const first = createHmac('sha256', u32(issuedAt)).update(certificate, 'utf8').digest()
  const key = createHmac('sha256', u32(salt)).update(first).digest()
  return createHmac('sha256', key).update(info).digest()
}

class Reader {
  at = 0
  readonly #buffer: Buffer

  constructor(buffer: Buffer) {
    this.#buffer = buffer
  }

  u16(): number {
    this.at += 2
    return this.#buffer.readUInt16LE(this.at - 2)
  }

  u32(): number {
    this.at += 4
    return this.#buffer.readUInt32LE(this.at - 4)
  }

  bytes(): Buffer {
    const length = this.u16()
    if (this.at + length > this.#buffer.length) throw new RangeError('token ends early')
    this.at += length
    return this.#buffer.subarray(this.at - length, this.at)
  }
}

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16LE(value)
  return buffer
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}

function packBytes(bytes: Buffer): Buffer {
  return Buffer.concat([u16(bytes.length), bytes])
}
