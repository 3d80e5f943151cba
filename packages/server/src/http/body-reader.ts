import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { ApiError } from '@ringpost/contract'
import { parseJson } from '@ringpost/protocol/json'

/**
 * Reads a request body whole. Labels are not trusted, content is (client-quirks.md §3: "one body reader for all routes").
 * @param source the bytes of the request, decoded.
 * @param limit largest body in bytes, before and after decoding.
 * @param begin called before the first byte is read, unless the request is refused by its length.
 * @throws ApiError `request.too_large`, `request.argument_illegal` for what cannot be decoded.
 */
export function readBytes(
  request: IncomingMessage,
  source: Readable,
  limit: number,
  begin: () => void,
): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limit) return Promise.reject(new ApiError('request.too_large'))
  begin()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    let isWhole = false
    source.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else if (size - chunk.length <= limit) {
        reject(new ApiError('request.too_large'))
        // The rest is not unpacked.
        if (source !== request) source.destroy()
      }
    })
    source.on('end', () => {
      isWhole = true
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))
    })
    source.on('error', (error) =>
      reject(source === request ? error : new ApiError('request.argument_illegal')),
    )
    // Also after the end of every request that is in order: an error that nobody wants costs a stack trace.
    source.on('close', () => {
      if (!isWhole) reject(new ApiError('request.argument_illegal'))
    })
  })
}

/**
 * The value of a body: JSON when it looks like JSON whatever the label says (Q2, Q3, Q26), a form when labelled so,
 * undefined when empty (Q5).
 * @throws ApiError `request.json_invalid`.
 */
export function parseBody(bytes: Buffer, contentType: string | undefined): unknown {
  const text = (bytes[0] === 0xef && bytes[1] === 0xbb ? bytes.subarray(3) : bytes).toString('utf8').trim()
  if (text === '') return undefined
  const first = text[0]
  if (
    first !== '{' &&
    first !== '[' &&
    contentType?.toLowerCase().startsWith('application/x-www-form-urlencoded')
  ) {
    return Object.fromEntries(new URLSearchParams(text))
  }
  try {
    return parseJson(text)
  } catch (error) {
    throw new ApiError('request.json_invalid', { detail: (error as Error).message })
  }
}

/** Fields of a form; of several of one name the last. @throws ApiError `attribute.json_unsupported`. */
export function parseForm(bytes: Buffer, contentType = ''): Record<string, string> {
  if (/^application\/json\b/i.test(contentType))
    throw new ApiError('attribute.json_unsupported', { type: contentType })
  return Object.fromEntries(new URLSearchParams(bytes.toString('utf8').trim()))
}
