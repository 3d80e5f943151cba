import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A secret cannot be sealed, because there is no key, or not be opened: the key is another one, or the text was changed. */
export class SealError extends Error {
  override readonly name = 'SealError'
}

/** Encrypts secrets of others for the database (AES-256-GCM), so that a copy of it gives none away. */
export class Sealer {
  readonly #key: Buffer | undefined

  /**
   * @param secret at least 32 bytes of randomness, the same on all nodes for as long as anything is sealed with it;
   *   undefined: nothing can be sealed.
   */
  constructor(secret: Uint8Array | undefined) {
    this.#key = secret && Buffer.from(hkdfSync('sha256', secret, '', 'ringpost sealed secrets', 32))
  }

  /**
   * @param place where the result is stored, for example table and key: elsewhere it cannot be opened.
   * @returns base64.
   * @throws SealError
   */
  seal(secret: string, place: string): string {
    if (this.#key === undefined) throw new SealError('secrets cannot be stored without RINGPOST_SECRET_KEY')
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(place))
    const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return sealed.toString('base64')
  }

  /** @throws SealError */
  open(sealed: string, place: string): string {
    const bytes = Buffer.from(sealed, 'base64')
    const nonce = bytes.subarray(0, NONCE_BYTES)
    const tag = bytes.subarray(-TAG_BYTES)
    if (this.#key === undefined) throw new SealError('secrets cannot be read without RINGPOST_SECRET_KEY')
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag)
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
      return Buffer.concat([text, decipher.final()]).toString()
    } catch (cause) {
      throw new SealError('a stored secret cannot be opened: RINGPOST_SECRET_KEY is not what it was', {
        cause,
      })
    }
  }
}
