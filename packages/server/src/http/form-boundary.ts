import type { Readable } from 'node:stream'

/** Far more than the 70 characters that a boundary may have. */
const LINE_BYTES = 512
const HEADER_BOUNDARY = /;\s*boundary=(?:"([^"]*)"|([^;,\s]+))/i
/** Characters that may stand between quotes in a header. */
const USABLE = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,200}$/

/**
 * Finds the boundary of a multipart body, and returns it with the bytes of the body. The first line of the body is the best
 * source: the header may lack the boundary (client-quirks.md Q9) or name another one (curl with an explicit Content-Type, as in
 * seed 003, sends two). Ending the iteration early leaves the request open, so that it can still be answered.
 * @returns undefined if neither has a boundary.
 */
export async function findBoundary(
  body: Readable,
  contentType: string | undefined,
): Promise<{ boundary: string; bytes: AsyncIterable<Buffer> } | undefined> {
  const chunks: AsyncIterable<Buffer> & AsyncIterator<Buffer> = body.iterator({ destroyOnReturn: false })
  let head: Buffer = Buffer.alloc(0)
  while (firstLine(head) === undefined && head.length < LINE_BYTES) {
    const next = await chunks.next()
    if (next.done === true) break
    head = Buffer.concat([head, next.value])
  }
  const line = firstLine(head)
  const [, quoted, bare] = HEADER_BOUNDARY.exec(contentType ?? '') ?? []
  const boundary = line?.startsWith('--') ? line.slice(2) : (quoted ?? bare)
  if (boundary === undefined || !USABLE.test(boundary)) return undefined
  return { boundary, bytes: joined(head, chunks) }
}

/** The first non-empty line, without trailing white space; undefined until it is complete. */
function firstLine(head: Buffer): string | undefined {
  return /^[\r\n]*([^\r\n]+)\r?\n/.exec(head.toString('latin1', 0, LINE_BYTES))?.[1]?.trimEnd()
}

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head
  yield* rest
}
