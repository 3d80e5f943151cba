import { createWriteStream, type WriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { ApiError } from '@ringpost/contract/errors'

export interface NewFileOptions {
  mode?: number
  /** Whether the data is on disk when the file is closed. */
  flush: boolean
  /** Maximum number of bytes waiting to be written. */
  highWaterMark?: number
}

/**
 * Creates a new file; fails if it exists.
 * @param fill writes the whole file. If it fails, the file is removed.
 * @throws ApiError `server.storage_full`; whatever else `fill` throws.
 */
export async function newFile(
  path: string,
  options: NewFileOptions,
  fill: (file: WriteStream) => Promise<void>,
): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', ...options })
  let isOurs = false
  file.once('open', () => {
    isOurs = true
  })
  const closed = new Promise<void>((resolve) => file.once('close', () => resolve()))
  try {
    await fill(file)
  } catch (error) {
    // Close first: a file that is still being opened would reappear after its removal.
    file.destroy()
    await closed
    if (isOurs) await rm(path, { force: true })
    throw isFull(error) ? Object.assign(new ApiError('server.storage_full'), { cause: error }) : error
  }
}

/** The disk or a quota is full, or the file exceeds the size limit of this process. */
function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '')
}
