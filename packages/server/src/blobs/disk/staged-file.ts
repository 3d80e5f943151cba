import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BlobKey, StagedBlob } from '../../domain/files/blob-store.ts'
import type { StagedBytes } from '../staging-folder.ts'
import { flushFolder } from './flush-folder.ts'

/** Bytes in a file under a random name, already flushed to disk. */
export class StagedFile implements StagedBlob {
  readonly source: string
  readonly size: number
  readonly head: Uint8Array
  readonly #place: (key: BlobKey) => string
  #spent = false

  constructor({ path, size, head }: StagedBytes, place: (key: BlobKey) => string) {
    this.source = path
    this.size = size
    this.head = head
    this.#place = place
  }

  async keep(key: BlobKey): Promise<void> {
    const target = this.#place(key)
    const folder = dirname(target)
    const made = await mkdir(folder, { recursive: true })
    await rename(this.source, target)
    this.#spent = true
    await flushFolder(folder)
    // A new folder is itself an entry of its parent.
    if (made !== undefined)
      for (let parent = dirname(folder); parent.length >= dirname(made).length; parent = dirname(parent))
        await flushFolder(parent)
  }

  async discard(): Promise<void> {
    if (this.#spent) return
    this.#spent = true
    await rm(this.source, { force: true })
  }
}
