import { createWriteStream, type WriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { ApiError } from '@ringpost/contract/errors'

export interface NewFileOptions {
  mode?: number
  /** Whether what was written is on disk when the file is closed. */
  flush: boolean
  /** Bytes that may wait to be written. */
  highWaterMark?: number
}

/**
 * Makes a file that is not there yet.
 * @param fill writes it to its end. When that fails nothing stays.
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
    // Not before: a file that is still being opened would be there after it was removed.
    file.destroy()
    await closed
    if (isOurs) await rm(path, { force: true })
    throw isFull(error) ? Object.assign(new ApiError('server.storage_full'), { cause: error }) : error
  }
}

/** No space, no quota, or larger than this process may write. */
function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '')
}
