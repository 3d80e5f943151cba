import type { IncomingHttpHeaders } from 'node:http'
import type { BlobLabels } from '../domain/files/blob-store.ts'
import type { OpenedFile } from '../domain/files/files.ts'

/** Types that a browser may show as a page of their own: it only draws or plays them. */
const SHOWN = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|video\/[\w.+-]+|audio\/[\w.+-]+)$/
/** Types that every browser treats as data. Others may run or style a page, so they are sent as mere bytes. */
const INERT =
  /^(?:image\/(?!svg)[\w.+-]+|video\/[\w.+-]+|audio\/[\w.+-]+|font\/[\w.+-]+|text\/(?:plain|csv|markdown)|application\/(?:octet-stream|pdf|zip|gzip|rtf|json|msword|x-7z-compressed|x-tar|vnd\.[\w.-]+))$/
const DAY_SECONDS = 24 * 3600

/**
 * Headers for the bytes of a file. Anybody can upload, so nothing may run in a browser as a page of this server: types not known
 * to be harmless become untyped attachments, and no page gets any rights (docs/decisions/0005-uploaded-files.md).
 */
export function fileHeaders(opened: OpenedFile, access: { isBare: boolean; now: number }) {
  const { file, type, part } = opened
  return {
    'content-type': INERT.test(type) ? type : 'application/octet-stream',
    'content-disposition': disposition(
      SHOWN.test(type) ? 'inline' : 'attachment',
      part === 'original' ? file.name : null,
    ),
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-expose-headers':
      'content-disposition, content-length, content-range, etag, last-modified',
    'accept-ranges': 'bytes',
    etag: etagOf(opened),
    'last-modified': new Date(file.createdAt).toUTCString(),
    'cache-control': access.isBare
      ? `private, max-age=${freshSeconds(file.expiresAt, access.now)}`
      : 'private, no-cache',
  }
}

/** The headers that another server is to send with the bytes. */
export function labelsOf(headers: ReturnType<typeof fileHeaders>): BlobLabels {
  return {
    contentType: headers['content-type'],
    contentDisposition: headers['content-disposition'],
    cacheControl: headers['cache-control'],
  }
}

/** Whether the client has these bytes already (RFC 9110 §13.1). Files never change, so their tag or date will do. */
export function isNotModified(opened: OpenedFile, headers: IncomingHttpHeaders): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined)
    return tags.split(',').some((tag) => ['*', etagOf(opened)].includes(tag.trim().replace(/^W\//, '')))
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return Number.isFinite(since) && seconds(opened.file.createdAt) <= seconds(since)
}

/** Whether a range may be answered: not if it continues something else (`If-Range`). */
export function isSameForRange(opened: OpenedFile, headers: IncomingHttpHeaders): boolean {
  const condition = headers['if-range']
  if (condition === undefined) return true
  return (
    typeof condition === 'string' &&
    (condition === etagOf(opened) || seconds(Date.parse(condition)) === seconds(opened.file.createdAt))
  )
}

function etagOf({ file, part }: OpenedFile): string {
  return part === 'original' ? `"${file.uuid}"` : `"${file.uuid}-${part}"`
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}

function freshSeconds(expiresAt: number | null, now: number): number {
  if (expiresAt === null) return DAY_SECONDS
  return Math.max(Math.min(seconds(expiresAt - now), DAY_SECONDS), 0)
}

/** RFC 6266: the name in ASCII for old clients, and the exact name. */
function disposition(kind: 'inline' | 'attachment', name: string | null): string {
  if (name === null) return kind
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(name).replace(
    /['()*!]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return plain === name
    ? `${kind}; filename="${plain}"`
    : `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`
}
