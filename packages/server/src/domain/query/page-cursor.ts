import { ApiError } from '@ringpost/contract/errors'

/** What a place is made of: a safe integer or a text for each column that the list is in order of. */
type Shape = readonly ('number' | 'text')[]

type Place<S extends Shape> = { -readonly [Index in keyof S]: S[Index] extends 'number' ? number : string }

/** Where a page goes on, made to look like what it is: nothing to calculate with. */
export function encodePageCursor(what: string, place: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify([what, ...place])).toString('base64url')
}

/**
 * The place; undefined without a cursor, or for an empty one, with which callers begin (client-quirks.md Q12).
 * @throws ApiError `request.cursor_illegal` for one that is not ours or of another list: whoever gets the first page instead goes
 *   through the list again, and deletes what was not meant.
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
