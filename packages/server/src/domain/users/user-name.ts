import { ApiError } from '@ringpost/contract/errors'

const LEGAL = /^[a-zA-Z0-9_.-]+$/

/**
 * Folds a name to lower case, the only stored form: names are case-insensitive (rest-messages-users.md §17 "Username
 * case").
 */
export function foldUserName(name: string): string {
  return name.toLowerCase()
}

/** Folded names without duplicates, in the order of first occurrence. */
export function foldUserNames(names: readonly string[]): string[] {
  return [...new Set(names.map(foldUserName))]
}

/** Whether a name, in any case, follows the documented rule (§3: at most 64 bytes of `[a-zA-Z0-9_.-]`). */
export function isLegalUserName(name: string): boolean {
  return name.length <= 64 && LEGAL.test(name)
}

/**
 * Validates and folds a name for registration.
 * @throws ApiError for names that break the documented rule (§3: at most 64 bytes of `[a-zA-Z0-9_.-]`).
 */
export function legalUserName(name: string): string {
  const folded = foldUserName(name)
  if (folded === '') throw new ApiError('user.username_missing')
  if (Buffer.byteLength(folded) > 64) throw new ApiError('user.username_too_long')
  // Tests the unfolded name: folding turns some non-ASCII characters into ASCII letters (the Kelvin sign).
  if (!LEGAL.test(name)) throw new ApiError('user.username_illegal', { username: name })
  return folded
}
