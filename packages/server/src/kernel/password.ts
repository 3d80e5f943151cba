import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Turns } from './turns.ts'

const KEY_BYTES = 32
/** Threads that Node shares between hashing and file access (`UV_THREADPOOL_SIZE`): half of them are left to files. */
const THREADS = Number(process.env.UV_THREADPOOL_SIZE) || 4
const AT_ONCE = Math.max(1, Math.min(Math.floor(THREADS / 2), availableParallelism()))
/** Maximum number of waiting passwords: some 20 s of work at the default cost. */
const WAITING = 1000

/**
 * Hashes passwords with scrypt, off the event loop, a few at a time. The cost is stored with the hash, so it can change at
 * any time. Form: `scrypt$N$salt$key`, salt and key base64url. Every method rejects with `Overloaded` if too many are waiting.
 */
export class PasswordHasher {
  readonly #cost: number
  readonly #turns = new Turns(AT_ONCE, WAITING)

  /** @param cost scrypt N, a power of two: memory is 1 KiB × N. */
  constructor(cost: number) {
    this.#cost = cost
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(16)
    const key = await this.#turns.take(() => derive(password, salt, this.#cost))
    return `scrypt$${this.#cost}$${salt.toString('base64url')}$${key.toString('base64url')}`
  }

  /**
   * Returns false for a wrong password and for users without one, after the same time in both cases.
   * @param admit called when this password's turn has come; if it throws, nothing is hashed and the error is passed on.
   */
  async verify(password: string, hash: string | null, admit: () => void): Promise<boolean> {
    const [, cost, salt, key] = (hash ?? '').split('$')
    const isThere = cost !== undefined && salt !== undefined && key !== undefined
    const derived = await this.#turns.take(() => {
      admit()
      return derive(
        password,
        isThere ? Buffer.from(salt, 'base64url') : randomBytes(16),
        isThere ? Number(cost) : this.#cost,
      )
    })
    if (!isThere) return false
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
