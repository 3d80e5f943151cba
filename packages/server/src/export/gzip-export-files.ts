import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { historyRecord } from '@ringpost/protocol'
import type { ExportFiles, ExportPlace, OpenedExport } from '../domain/history/export-files.ts'
import type { StoredMessage } from '../domain/history/history-store.ts'

/**
 * Exports as gzip files of JSON lines, one folder per app. A file is written under another name, synced and renamed: under its
 * own it is whole.
 */
export class GzipExportFiles implements ExportFiles {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async write(place: ExportPlace, pages: AsyncIterable<readonly StoredMessage[]>): Promise<number> {
    const folder = this.#folder(place)
    await mkdir(folder, { recursive: true })
    const unfinished = join(folder, `${place.hour}.${place.token}.part`)
    let count = 0
    async function* lines() {
      for await (const messages of pages) {
        count += messages.length
        yield Buffer.from(messages.map(line).join(''))
      }
    }
    try {
      const pageByPage = Readable.from(lines(), { objectMode: true, highWaterMark: 1 })
      await pipeline(pageByPage, createGzip(), createWriteStream(unfinished, { flags: 'wx', flush: true }))
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
    await rename(unfinished, this.#path(place))
    await syncFolder(folder)
    return count
  }

  async open(place: ExportPlace): Promise<OpenedExport | undefined> {
    const handle = await open(this.#path(place)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (handle === undefined) return undefined
    const { size } = await handle.stat()
    return {
      size,
      read: (range) => handle.createReadStream(range && { start: range.first, end: range.last }),
      close: () => handle.close(),
    }
  }

  async keepOnly(place: ExportPlace): Promise<void> {
    const folder = this.#folder(place)
    const kept = `${place.hour}.${place.token}.gz`
    const others = (await readdir(folder)).filter(
      (name) => name.startsWith(`${place.hour}.`) && name !== kept,
    )
    await Promise.all(others.map((name) => rm(join(folder, name), { force: true })))
  }

  #folder({ app }: ExportPlace): string {
    return join(this.#root, app)
  }

  #path(place: ExportPlace): string {
    return join(this.#folder(place), `${place.hour}.${place.token}.gz`)
  }
}

function line(message: StoredMessage): string {
  return `${JSON.stringify(historyRecord(message))}\n`
}

/** Makes a rename survive a power failure; where folders cannot be opened (Windows) the system does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
