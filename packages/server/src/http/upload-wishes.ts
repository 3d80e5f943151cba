import type { IncomingHttpHeaders } from 'node:http'
import type { UploadWishes } from '../domain/files/files.ts'

/** Longest side of a thumbnail that a client may ask for, in pixels. */
const LONGEST_SIDE = 2000

/**
 * What an uploader asks for: from headers, else from form fields or the query.
 * Thumbnails are documented as headers (2026) and as form fields (2023), which the web SDK sends after the file.
 */
export function uploadWishes(
  headers: IncomingHttpHeaders,
  fields: ReadonlyMap<string, string>,
): UploadWishes {
  const wish = (name: string) => first(headers[name]) ?? fields.get(name)
  const [width, height] = [side(wish('thumbnail-width')), side(wish('thumbnail-height'))]
  const box = { ...(width !== undefined && { width }), ...(height !== undefined && { height }) }
  return {
    restricted: isOn(wish('restrict-access'), 'unless false'),
    isShownBare: fields.has('imageType'),
    box: width === undefined && height === undefined ? null : box,
  }
}

/**
 * Parses a boolean of a header or query (rest-messages-users.md §17 "thumbnail/restrict headers"). Given a value that is
 * neither, `restrict-access` takes the safe side: it restricts.
 */
export function isOn(text: string | undefined, doubt?: 'unless false'): boolean {
  if (text === undefined) return false
  const value = text.trim().toLowerCase()
  return doubt === undefined ? value === 'true' || value === '1' : !['false', '0', 'no'].includes(value)
}

export function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function side(text: string | undefined): number | undefined {
  const pixels = Math.round(Number(text))
  return pixels >= 1 ? Math.min(pixels, LONGEST_SIDE) : undefined
}
