import { ApiError } from '@ringpost/contract/errors'
import type { Body } from '@ringpost/protocol/body'
import type { Caller } from '../caller.ts'
import type { Files, IncomingFile } from '../files/files.ts'

/** Fetches files from foreign servers. */
export interface Downloader {
  /**
   * Starts a download; the bytes must be consumed or ended.
   * @throws DownloadError if the file cannot be fetched, or the URL is not allowed; reading the bytes throws it too.
   */
  open(url: string): Promise<Pick<IncomingFile, 'type' | 'bytes'>>
}

/** Reason why a file could not be fetched, worded for the caller. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError'
}

/** Files of imported messages. */
export class Attachments {
  readonly #files: Files
  readonly #downloader: Downloader

  constructor(files: Files, downloader: Downloader) {
    this.#files = files
    this.#downloader = downloader
  }

  /**
   * Fetches the file of a message and stores it here; returns content without a file unchanged.
   * @param fileBase URL to which the id of the file is appended, ending in `/`.
   * @throws ApiError `import.download_failed`, `file.too_large`.
   */
  async adopt(caller: Caller, content: Body, fileBase: string): Promise<Body> {
    if (!('url' in content)) return content
    const { url, filename } = content
    try {
      const { type, bytes } = await this.#downloader.open(url)
      const draft = await this.#files.receive(caller.app, { name: filename ?? nameIn(url), type, bytes })
      const file = await this.#files.keep(caller, draft, { restricted: true, box: null })
      return { ...content, url: fileBase + file.uuid, secret: file.secret, file_length: file.size }
    } catch (error) {
      if (error instanceof DownloadError)
        throw new ApiError('import.download_failed', { url, reason: error.message })
      throw error
    }
  }
}

/** The part of the path after the last slash. */
function nameIn(url: string): string | undefined {
  return URL.parse(url)?.pathname.split('/').at(-1)
}
