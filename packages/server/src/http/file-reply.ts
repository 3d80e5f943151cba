import type { FileLink, Files, OpenedFile } from '../domain/files/files.ts'
import { parseRange } from './byte-range.ts'
import { fileHeaders, isNotModified, isSameForRange, labelsOf } from './file-headers.ts'
import type { ReplyStream, RequestStream } from './request-context.ts'

/**
 * Replies with the bytes of a file, with the requested range of them, or with 304 if the client has them already.
 * @param access.isBare whether the URL alone opens the file, so that the client may cache the reply.
 * @param access.now ms since 1970.
 * @param access.isRedirectable whether the client can fetch the bytes from another server.
 */
export async function fileReply(
  files: Files,
  opened: OpenedFile,
  { method, headers }: RequestStream,
  access: { isBare: boolean; isRedirectable: boolean; now: number },
): Promise<ReplyStream> {
  const common = fileHeaders(opened, access)
  if (isNotModified(opened, headers)) return { status: 304, headers: common, body: undefined }
  const range = isSameForRange(opened, headers) ? parseRange(headers.range, opened.size) : undefined
  if (range === 'unsatisfiable') {
    const contentRange = `bytes */${opened.size}`
    return { status: 416, headers: { 'content-range': contentRange, 'content-length': 0 }, body: undefined }
  }
  // A link is signed for GET; a HEAD request is answered with the facts known here.
  const link =
    access.isRedirectable && method === 'GET' ? await files.link(opened, labelsOf(common)) : undefined
  if (link !== undefined) return redirect(link, access.isBare)
  const length = range === undefined ? opened.size : range.last - range.first + 1
  const contentRange = range && `bytes ${range.first}-${range.last}/${opened.size}`
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...common,
      'content-length': length,
      ...(contentRange !== undefined && { 'content-range': contentRange }),
    },
    body: method === 'HEAD' ? undefined : await files.read(opened, range),
  }
}

/** A cached redirect expires while at least half of its link's lifetime remains. */
function redirect({ url, seconds }: FileLink, isBare: boolean): ReplyStream {
  return {
    status: 302,
    headers: {
      location: url,
      'content-length': 0,
      'cache-control': isBare ? `private, max-age=${Math.floor(seconds / 2)}` : 'private, no-store',
      'cross-origin-resource-policy': 'cross-origin',
    },
    body: undefined,
  }
}
