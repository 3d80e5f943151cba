import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

const KEY_BYTES = 32

/**
 * Hashes passwords with scrypt, off the event loop. The cost is stored with the hash, so it can change at any time.
 * Form: `scrypt$N$salt$key`, salt and key base64url.
 */
export class PasswordHasher {
  readonly #cost: number

  /** @param cost scrypt N, a power of two: memory is 1 KiB × N. */
  constructor(cost: number) {
    this.#cost = cost
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(16)
    const key = await derive(password, salt, this.#cost)
    return `scrypt$${this.#cost}$${salt.toString('base64url')}$${key.toString('base64url')}`
  }

  /** False for a wrong password and for users without one; takes as long either way. */
  async verify(password: string, hash: string | null): Promise<boolean> {
    const [, cost, salt, key] = (hash ?? '').split('$')
    if (cost === undefined || salt === undefined || key === undefined) {
      await derive(password, randomBytes(16), this.#cost)
      return false
    }
    const derived = await derive(password, Buffer.from(salt, 'base64url'), Number(cost))
    const expected = Buffer.from(key, 'base64url')
    return derived.length === expected.length && timingSafeEqual(derived, expected)
  }
}

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  const options: ScryptOptions = { N: cost, r: 8, p: 1, maxmem: 2 * 128 * cost * 8 }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
