import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'

/** How far an import has come. */
export interface Progress {
  /** Bytes and lines of the file that are done with. */
  bytes: number
  lines: number
  imported: number
  /** Of those, there before. */
  repeated: number
  /** Lines that could not be imported, and what was wrong with the first of them. */
  bad: number
  complaints: string[]
}

const nothingDone: Progress = { bytes: 0, lines: 0, imported: 0, repeated: 0, bad: 0, complaints: [] }

/**
 * Remembers beside the file how far its import has come, for the next attempt. Losing it costs time only: what is there already
 * is recognised.
 */
export class Checkpoint {
  readonly #path: string
  /** The file as it was; another one under the same name is begun from the start. */
  readonly #identity: string

  private constructor(path: string, identity: string) {
    this.#path = path
    this.#identity = identity
  }

  /** @param app key of the app that the file is imported into. @throws Error when there is no such file. */
  static async of(file: string, app: string): Promise<Checkpoint> {
    const { size, mtimeMs, ino } = await stat(file)
    return new Checkpoint(`${file}.ringpost-import`, [app, size, mtimeMs, ino].join(' '))
  }

  async load(): Promise<Progress> {
    try {
      const { identity, progress } = JSON.parse(await readFile(this.#path, 'utf8')) as Saved
      return identity === this.#identity ? progress : nothingDone
    } catch {
      return nothingDone
    }
  }

  /** A folder that cannot be written is no reason to stop. */
  async save(progress: Progress): Promise<void> {
    const saved: Saved = { identity: this.#identity, progress }
    await writeFile(`${this.#path}.new`, JSON.stringify(saved))
      .then(() => rename(`${this.#path}.new`, this.#path))
      .catch(() => {})
  }

  async clear(): Promise<void> {
    await rm(this.#path, { force: true })
  }
}

interface Saved {
  identity: string
  progress: Progress
}
