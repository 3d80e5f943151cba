import { ApiError } from '@ringpost/contract/errors'

/** Structure of a position: a safe integer or a text for each column by which the list is ordered. */
type Shape = readonly ('number' | 'text')[]

type Place<S extends Shape> = { -readonly [Index in keyof S]: S[Index] extends 'number' ? number : string }

/** Encodes where a page continues. Opaque on purpose, so that callers do not compute with it. */
export function encodePageCursor(what: string, place: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify([what, ...place])).toString('base64url')
}

/**
 * Decodes a position; undefined without a cursor, or for an empty one, which callers send for the first page
 * (client-quirks.md Q12).
 * @throws ApiError `request.cursor_illegal` if the cursor is not ours or belongs to another list: a caller that got the
 * first page instead would go through the list again, and might delete the wrong rows.
 */
export function decodePageCursor<const S extends Shape>(
  what: string,
  cursor: string | undefined,
  shape: S,
): Place<S> | undefined {
  if (cursor === undefined || cursor === '') return undefined
  const parts = parse(cursor)
  if (!Array.isArray(parts) || parts.length !== shape.length + 1 || parts[0] !== what) throw illegal()
  const place: unknown[] = parts.slice(1)
  const isOurs = shape.every((type, index) =>
    type === 'number' ? Number.isSafeInteger(place[index]) : typeof place[index] === 'string',
  )
  if (!isOurs) throw illegal()
  return place as Place<S>
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw illegal()
  }
}

function illegal(): ApiError {
  return new ApiError('request.cursor_illegal')
}
