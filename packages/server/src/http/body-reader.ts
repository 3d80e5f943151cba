import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { ApiError } from '@ringpost/contract'
import { parseJson } from '@ringpost/protocol/json'
import { textReader } from './body-text.ts'
import { formFields } from './form-fields.ts'

/**
 * Reads a whole request body. Content is trusted, labels are not (client-quirks.md §3: "one body reader for all routes").
 * @param open returns the decoded bytes of the request; called only once they will be read, because a decoder that nobody listens
 *   to ends the process with its first error.
 * @param limit largest body in bytes, before and after decoding.
 * @param begin called before the first byte is read, unless the request is refused for its length.
 * @throws ApiError `request.too_large`, `request.argument_illegal` for a body that cannot be decoded.
 */
export function readBytes(
  request: IncomingMessage,
  open: () => Readable,
  limit: number,
  begin: () => void,
): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limit) return Promise.reject(new ApiError('request.too_large'))
  const source = open()
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
        // Do not decompress the rest.
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
    // `close` also follows every successful request: do not create an error (and its stack trace) for those.
    source.on('close', () => {
      if (!isWhole) reject(new ApiError('request.argument_illegal'))
    })
  })
}

/**
 * Parses a body: as JSON if it looks like JSON, whatever its label (Q2, Q3, Q26); as a form if labelled so; undefined if
 * empty (Q5).
 * @throws ApiError `request.json_invalid`.
 */
export function parseBody(bytes: Buffer, contentType: string | undefined): unknown {
  const readText = textReader(contentType)
  const text = readText(bytes)?.trim()
  if (text === '') return undefined
  const isJson = text === undefined || text.startsWith('{') || text.startsWith('[')
  const isForm = !isJson && contentType?.toLowerCase().startsWith('application/x-www-form-urlencoded')
  try {
    const value = isForm ? formFields(bytes, readText) : text && parseJson(text)
    if (value !== undefined) return value
  } catch (error) {
    throw new ApiError('request.json_invalid', { detail: (error as Error).message })
  }
  throw new ApiError('request.json_invalid', { detail: 'The body is not text in its character set.' })
}

/** Parses a form; the last field of a name wins. @throws ApiError `attribute.json_unsupported`, `request.argument_illegal`. */
export function parseForm(bytes: Buffer, contentType = ''): Record<string, string> {
  if (/^application\/json\b/i.test(contentType))
    throw new ApiError('attribute.json_unsupported', { type: contentType })
  const fields = formFields(bytes, textReader(contentType))
  if (fields === undefined) throw new ApiError('request.argument_illegal')
  return fields
}
