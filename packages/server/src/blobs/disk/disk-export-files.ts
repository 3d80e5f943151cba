import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ExportFiles, ExportPlace, OpenedExport } from '../../domain/history/export-files.ts'
import { newFile } from '../new-file.ts'
import { flushFolder } from './flush-folder.ts'

/**
 * History files, one folder per app. A file is written under a temporary name, synced and renamed: under its final name it is
 * always complete.
 */
export class DiskExportFiles implements ExportFiles {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async write(place: ExportPlace, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const folder = this.#folder(place)
    await mkdir(folder, { recursive: true })
    const unfinished = join(folder, `${place.hour}.${place.token}.part`)
    await newFile(unfinished, { flush: true }, (file) => pipeline(bytes, file))
    await rename(unfinished, this.#path(place))
    await flushFolder(folder)
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
      read: async (range) => handle.createReadStream(range && { start: range.first, end: range.last }),
      close: () => handle.close(),
    }
  }

  async link(): Promise<undefined> {}

  async keepOnly(place: ExportPlace): Promise<void> {
    const folder = this.#folder(place)
    const kept = `${place.hour}.${place.token}.gz`
    const others = (await readdir(folder)).filter(
      (name) => name.startsWith(`${place.hour}.`) && name !== kept,
    )
    await Promise.all(others.map((name) => rm(join(folder, name), { force: true })))
  }

  async removeBefore({ app, hour }: Pick<ExportPlace, 'app' | 'hour'>): Promise<void> {
    const folder = this.#folder({ app })
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    for (const name of names) if (name < hour) await rm(join(folder, name), { force: true })
  }

  #folder({ app }: Pick<ExportPlace, 'app'>): string {
    return join(this.#root, app)
  }

  #path(place: ExportPlace): string {
    return join(this.#folder(place), `${place.hour}.${place.token}.gz`)
  }
}
