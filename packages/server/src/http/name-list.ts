import { ApiError, type ErrorCode } from '@ringpost/contract'

/** Names or ids that stand in one path segment, separated by commas (client-quirks.md Q19). */
export function nameList(segment: string): string[] {
  return segment
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** Several to be taken off a list at once (rest-groups-rooms.md §12 row 8). @throws ApiError `tooMany`, `channel.field_missing`. */
export function namesToRemove(segment: string, tooMany: ErrorCode): string[] {
  const limit = 60
  const names = nameList(segment)
  if (names.length === 0) throw new ApiError('channel.field_missing', { field: 'username' })
  if (names.length > limit) throw new ApiError(tooMany, { limit })
  return names
}

/** Names in a body, where a bare one is taken as a list. */
export function namesOf(usernames: string | readonly string[]): readonly string[] {
  return typeof usernames === 'string' ? [usernames] : usernames
}
