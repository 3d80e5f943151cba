import { ApiError } from '@ringpost/contract/errors'
import type { Body } from '@ringpost/protocol/body'
import type { Caller } from '../caller.ts'
import type { Files, IncomingFile } from '../files/files.ts'

/** Fetches what somebody else's server offers. */
export interface Downloader {
  /**
   * Begins a download; the bytes have to be consumed or ended.
   * @throws DownloadError when there is nothing to be had, or it may not be asked for; the bytes throw it too.
   */
  open(url: string): Promise<Pick<IncomingFile, 'type' | 'bytes'>>
}

/** Why a file could not be fetched, in words for the caller. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError'
}

/** Files of messages that are taken over. */
export class Attachments {
  readonly #files: Files
  readonly #downloader: Downloader

  constructor(files: Files, downloader: Downloader) {
    this.#files = files
    this.#downloader = downloader
  }

  /**
   * The content with its file fetched and kept here; content without a file as it is.
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

/** What stands behind the last slash of the path. */
function nameIn(url: string): string | undefined {
  return URL.parse(url)?.pathname.split('/').at(-1)
}
