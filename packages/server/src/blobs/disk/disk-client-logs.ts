import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClientLogFiles } from '../../domain/client-logs/client-log-files.ts'

/** Logs of clients on this node's disk: `<app>/<day>.jsonl`. */
export class DiskClientLogs implements ClientLogFiles {
  readonly #root: string
  #last: Promise<unknown> = Promise.resolve()

  constructor(root: string) {
    this.#root = root
  }

  /** One line after the other: a large one takes several writes. */
  append(app: string, day: string, line: string, limit: number): Promise<boolean> {
    const appended = this.#last.then(() => this.#append(app, day, line, limit))
    this.#last = appended.catch(() => {})
    return appended
  }

  async removeBefore(app: string, day: string): Promise<void> {
    const folder = join(this.#root, app)
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    for (const name of names) if (name < day) await rm(join(folder, name), { force: true })
  }

  async #append(app: string, day: string, line: string, limit: number): Promise<boolean> {
    const folder = join(this.#root, app)
    await mkdir(folder, { recursive: true })
    const file = join(folder, `${day}.jsonl`)
    const size = await stat(file).then(
      (found) => found.size,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return 0
        throw error
      },
    )
    if (size + Buffer.byteLength(line) > limit) return false
    await appendFile(file, line)
    return true
  }
}
