import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { ApiError } from '@ringpost/contract'
import { fileName } from './file-name.ts'
import { findBoundary } from './form-boundary.ts'

/** Bytes that a form may hold besides the file: boundaries, part headers, text fields. */
export const FORM_BYTES = 64 * 1024

/** The part that holds the file, with or without a name and a type (client-quirks.md Q8). */
export interface FilePart {
  name: string | undefined
  /** `text/plain` if the part does not say. */
  type: string
  bytes: AsyncIterable<Uint8Array>
}

/** The result of taking the file; discarded if the rest of the form turns out to be malformed. */
interface Taken {
  discard(): Promise<void>
}

export interface UploadForm<T> {
  /** Undefined if the form has no such part. */
  file: T | undefined
  /** Text fields, before or after the file; the first of several of one name wins. */
  fields: ReadonlyMap<string, string>
}

/**
 * Reads a multipart form, passing on the bytes of its file as they arrive. Unknown parts and headers are skipped
 * (client-quirks.md Q10).
 * @param form `field`: name of the part that holds the file; `limit`: largest size of the whole form, in bytes.
 * @throws ApiError `file.too_large`, `file.missing` for a body that is not a form, `request.argument_illegal` for one that does
 *   not end; whatever `take` throws, or the request when its client disconnects. The result of `take` is then discarded.
 */
export async function readUploadForm<T extends Taken>(
  request: Readable,
  contentType: string | undefined,
  { limit, field }: { limit: number; field: string },
  take: (part: FilePart) => Promise<T>,
): Promise<UploadForm<T>> {
  const form = await findBoundary(request, contentType)
  const fields = new Map<string, string>()
  if (form === undefined) return { file: undefined, fields }
  const parser = newParser(form.boundary, field)
  let file: BusboyFileStream | undefined
  let taking: Promise<T> | undefined
  /** Why the file ends early, if it does. */
  let cut: unknown
  /** Why the file was refused before its end, if it was. */
  let refusal: unknown
  parser.on('file', (_field, part, name, _encoding, type) => {
    file = part
    part.on('error', () => {})
    const onCut = (error: unknown) => {
      cut = error
    }
    taking = take({ name: fileName(name), type, bytes: bytesOf(part, onCut) })
    taking.catch((error) => {
      if (error === cut) return
      refusal = error
      parser.destroy(error)
    })
  })
  parser.on('field', (name, value) => {
    if (!fields.has(name)) fields.set(name, value)
  })
  // Once the form has ended, no pipeline is left to report a late refusal of the file.
  parser.on('error', () => {})
  try {
    await pipeline(form.bytes, (bytes) => bounded(bytes, limit), parser)
    return { file: await taking, fields }
  } catch (error) {
    file?.destroy(error as Error)
    await taking?.then((taken) => taken.discard()).catch(() => {})
    if (refusal !== undefined) throw refusal
    if (error instanceof ApiError || request.errored !== null) throw error
    // The error comes from the parser: the form does not end, or it is not a form.
    throw new ApiError(file === undefined ? 'file.missing' : 'request.argument_illegal')
  }
}

function newParser(boundary: string, field: string): BusboyInstance {
  return new Busboy({
    headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
    isPartAFile: (name) => name === field,
    // Base64 in an encoded name may contain a slash.
    preservePath: true,
    limits: { files: 1, fields: 32, fieldSize: 1024, headerPairs: 32, headerSize: 16 * 1024 },
  })
}

/**
 * The bytes of a part. Consumers must not get the part itself: if writing failed, the part would fail with the same error, which
 * could not be told from that of a form that ends early, after which the request ends by itself.
 */
async function* bytesOf(part: BusboyFileStream, onCut: (error: unknown) => void): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of part) yield chunk as Uint8Array
  } catch (error) {
    onCut(error)
    throw error
  }
}

async function* bounded(bytes: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > limit) throw new ApiError('file.too_large')
    yield chunk
  }
}
