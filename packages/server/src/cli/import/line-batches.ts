import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { utf8Text } from '@ringpost/protocol/json'

const LINE_FEED = 0x0a
/** No message is longer than this. */
const LINE_BYTES = 1024 * 1024
const READ_BYTES = 256 * 1024

/** Some consecutive lines of a file. */
export interface LineBatch {
  /** Without line feeds; undefined for a line that is too long or not UTF-8. */
  lines: (string | undefined)[]
  /** Number of the first line, from 1. */
  first: number
  /** Bytes of the (uncompressed) file up to the end of the batch. */
  end: number
}

/** Where to continue reading: bytes and lines to skip. */
export interface Position {
  bytes: number
  lines: number
}

/**
 * Reads a file, `.gz` or not, from a position on. A last line without a line feed counts.
 * @param size maximum number of lines per batch.
 */
export async function* lineBatches(path: string, from: Position, size: number): AsyncGenerator<LineBatch> {
  let first = from.lines + 1
  let end = from.bytes
  let lines: (string | undefined)[] = []
  for await (const { bytes, line } of splitLines(openAt(path, from.bytes))) {
    lines.push(line)
    end += bytes
    if (lines.length < size) continue
    yield { lines, first, end }
    first += lines.length
    lines = []
  }
  if (lines.length > 0) yield { lines, first, end }
}

/** A compressed file can only be read from its beginning. */
function openAt(path: string, offset: number): AsyncIterable<Buffer> {
  if (!path.endsWith('.gz')) return createReadStream(path, { start: offset, highWaterMark: READ_BYTES })
  const file = createReadStream(path)
  const plain = createGunzip({ chunkSize: READ_BYTES })
  plain.on('close', () => file.destroy())
  file.on('error', (error) => plain.destroy(error)).pipe(plain)
  return skip(plain, offset)
}

async function* skip(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left)
    left = Math.max(left - chunk.length, 0)
  }
}

async function* splitLines(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<{ bytes: number; line: string | undefined }> {
  let parts: Buffer[] = []
  let length = 0
  const finish = (last: Buffer) => {
    const isTooLong = length + last.length > LINE_BYTES
    const line = isTooLong ? undefined : utf8Text(Buffer.concat([...parts, last]))
    const found = { bytes: length + last.length, line }
    parts = []
    length = 0
    return found
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, start)) {
      const { bytes, line } = finish(chunk.subarray(start, at))
      yield { bytes: bytes + 1, line }
      start = at + 1
    }
    const rest = chunk.subarray(start)
    length += rest.length
    // An overlong line is counted, not kept.
    if (length <= LINE_BYTES) parts.push(rest)
    else parts = []
  }
  if (length > 0) yield finish(Buffer.alloc(0))
}
