import type { Readable } from 'node:stream'

/** Far more than a boundary may have (70 characters). */
const LINE_BYTES = 512
const HEADER_BOUNDARY = /;\s*boundary=(?:"([^"]*)"|([^;,\s]+))/i
/** What can be between quotes in a header. */
const USABLE = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,200}$/

/**
 * The boundary of a multipart body and the bytes of the body. The first line of the body says it best: the header may lack
 * it (client-quirks.md Q9) or have another one (curl with a Content-Type of its own, as seed 003 shows, sends two).
 * Ending the bytes early leaves the request open, so that it can still be answered.
 * @returns undefined when neither says one.
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

/** The first line that is not empty, without the white space that may follow; undefined while it is not complete. */
function firstLine(head: Buffer): string | undefined {
  return /^[\r\n]*([^\r\n]+)\r?\n/.exec(head.toString('latin1', 0, LINE_BYTES))?.[1]?.trimEnd()
}

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head
  yield* rest
}
