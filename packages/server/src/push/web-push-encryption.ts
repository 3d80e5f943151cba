import { createCipheriv, createECDH, type ECDH, hkdfSync } from 'node:crypto'

/** What a browser gave with its subscription. */
export interface SubscriptionKeys {
  /** Its public key: 65 bytes, uncompressed P-256. */
  p256dh: Uint8Array
  /** 16 bytes. */
  auth: Uint8Array
}

/** The one record takes as much as a message may be. */
const RECORD_SIZE = 4096
/** What encryption adds: the header of 86 bytes, the delimiter, the tag. */
export const ENCRYPTION_BYTES = 86 + 1 + 16

/**
 * Encrypts a message for a browser (RFC 8291, `aes128gcm` of RFC 8188 with one record).
 * @param secret a private key for this message alone, 32 bytes.
 * @param salt 16 random bytes.
 * @returns undefined if the public key of the subscription is not on the curve.
 */
export function encryptedForBrowser(
  message: Uint8Array,
  { p256dh, auth }: SubscriptionKeys,
  { secret, salt }: { secret: Uint8Array; salt: Uint8Array },
): Buffer | undefined {
  const own = createECDH('prime256v1')
  own.setPrivateKey(secret)
  const ours = own.getPublicKey()
  const shared = sharedSecret(own, p256dh)
  if (shared === undefined) return undefined
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, ours])
  const input = new Uint8Array(hkdfSync('sha256', shared, auth, info, 32))
  const derived = (name: string, bytes: number) =>
    new Uint8Array(hkdfSync('sha256', input, salt, `Content-Encoding: ${name}\0`, bytes))
  const cipher = createCipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12))
  const size = Buffer.alloc(5)
  size.writeUInt32BE(RECORD_SIZE)
  size[4] = ours.length
  // 2: the last record.
  const sealed = [
    cipher.update(message),
    cipher.update(Uint8Array.of(2)),
    cipher.final(),
    cipher.getAuthTag(),
  ]
  return Buffer.concat([salt, size, ours, ...sealed])
}

function sharedSecret(own: ECDH, theirs: Uint8Array): Buffer | undefined {
  try {
    return own.computeSecret(theirs)
  } catch {
    return undefined
  }
}
