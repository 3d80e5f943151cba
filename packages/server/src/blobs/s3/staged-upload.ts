import { rm } from 'node:fs/promises'
import type { BlobKey, StagedBlob } from '../../domain/files/blob-store.ts'
import type { StagedBytes } from '../staging-folder.ts'

/** Bytes in a local file, sent to the store when they are kept. */
export class StagedUpload implements StagedBlob {
  readonly source: string
  readonly size: number
  readonly head: Uint8Array
  readonly #send: (key: BlobKey) => Promise<void>

  constructor({ path, size, head }: StagedBytes, send: (key: BlobKey) => Promise<void>) {
    this.source = path
    this.size = size
    this.head = head
    this.#send = send
  }

  keep(key: BlobKey): Promise<void> {
    return this.#send(key)
  }

  async discard(): Promise<void> {
    await rm(this.source, { force: true })
  }
}
