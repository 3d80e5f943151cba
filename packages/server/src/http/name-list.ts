import { ApiError, type ErrorCode } from '@ringpost/contract'

/** Parses names or ids in one path segment, separated by commas (client-quirks.md Q19). */
export function nameList(segment: string): string[] {
  return segment
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** Names to remove from a list at once (rest-groups-rooms.md §12 row 8). @throws ApiError `tooMany`, `channel.field_missing`. */
export function namesToRemove(segment: string, tooMany: ErrorCode): string[] {
  const limit = 60
  const names = nameList(segment)
  if (names.length === 0) throw new ApiError('channel.field_missing', { field: 'username' })
  if (names.length > limit) throw new ApiError(tooMany, { limit })
  return names
}

/** Names in a body; a single string counts as a list of one. */
export function namesOf(usernames: string | readonly string[]): readonly string[] {
  return typeof usernames === 'string' ? [usernames] : usernames
}
