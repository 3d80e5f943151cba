import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from '../kernel/machine-time.ts'

/** Large enough to fail on a full disk, which may still take a few bytes. */
const PROBE_BYTES = 64 * 1024
/** ms for which a result is reused, for every caller. */
const HOLDS_MS = 1000

/** Checks whether the disk of the data folder takes writes: it holds the SQLite database, uploads and history files. */
export class DiskProbe {
  readonly #folder: string
  #answer: Promise<boolean> | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  takesWrites(): Promise<boolean> {
    if (this.#answer === undefined) {
      this.#answer = this.#try()
      setTimeout(() => {
        this.#answer = undefined
      }, HOLDS_MS).unref()
    }
    return this.#answer
  }

  async #try(): Promise<boolean> {
    const path = join(this.#folder, `probe-${randomUUID()}`)
    try {
      await writeFile(path, Buffer.alloc(PROBE_BYTES), { flag: 'wx', mode: 0o600, flush: true })
      return true
    } catch {
      return false
    } finally {
      await rm(path, { force: true }).catch(() => {})
    }
  }
}
