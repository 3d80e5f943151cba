import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'

/** Progress of an import. */
export interface Progress {
  /** Bytes and lines of the file that are finished. */
  bytes: number
  lines: number
  imported: number
  /** How many of those were already present. */
  repeated: number
  /** Number of lines that could not be imported; `complaints` explains the first of them. */
  bad: number
  complaints: string[]
}

const nothingDone: Progress = { bytes: 0, lines: 0, imported: 0, repeated: 0, bad: 0, complaints: [] }

/**
 * Remembers the progress of an import in a file beside the imported one, for the next attempt. Losing it costs only time:
 * messages already present are recognised.
 */
export class Checkpoint {
  readonly #path: string
  /** Identifies the file's contents; a different file under the same name is imported from the start. */
  readonly #identity: string

  private constructor(path: string, identity: string) {
    this.#path = path
    this.#identity = identity
  }

  /** @param app key of the app that the file is imported into. @throws Error if there is no such file. */
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

  /** Best effort: the import continues if the folder is not writable. */
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
