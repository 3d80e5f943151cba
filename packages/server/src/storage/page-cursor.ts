/** Where a page goes on, made to look like what it is: nothing to calculate with. */
export function encodePageCursor(what: string, place: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify([what, ...place])).toString('base64url')
}

/** The place; undefined for a cursor that is absent, not ours or of another list. */
export function decodePageCursor(what: string, cursor: string | undefined): (number | string)[] | undefined {
  if (cursor === undefined) return undefined
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) && parts[0] === what ? parts.slice(1) : undefined
  } catch {
    return undefined
  }
}
