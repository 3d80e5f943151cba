import type { IncomingMessage } from 'node:http'
import type { Readable, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { ApiError } from '@ringpost/contract'

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * Decompresses a request body (RFC 9110 §8.4) as it is read. A reader that stops also stops the decompression, so the reader's
 * limit covers a small body that expands to a large one.
 * @throws ApiError `request.encoding_unsupported`.
 */
export function decodedBody(request: IncomingMessage): Readable {
  const encoding = codingOf(request)
  if (encoding === undefined) return request
  const begin = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined
  if (begin === undefined) throw new ApiError('request.encoding_unsupported', { encoding })
  const decoder = begin()
  request.once('close', () => {
    if (!request.complete) decoder.destroy()
  })
  decoder.once('close', () => request.unpipe(decoder).resume())
  return request.pipe(decoder)
}

/** @throws ApiError `request.encoding_unsupported` for any compressed body. */
export function requirePlainBody(request: IncomingMessage): void {
  const encoding = codingOf(request)
  if (encoding !== undefined) throw new ApiError('request.encoding_unsupported', { encoding })
}

function codingOf({ headers }: IncomingMessage): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase()
  return encoding === undefined || encoding === '' || encoding === 'identity' ? undefined : encoding
}
