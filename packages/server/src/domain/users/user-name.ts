import { ApiError } from '@ringpost/contract/errors'

const LEGAL = /^[a-zA-Z0-9_.-]+$/

/** Names are case-insensitive: one lower-case form everywhere (rest-messages-users.md §17 "Username case"). */
export function foldUserName(name: string): string {
  return name.toLowerCase()
}

/** The users whom names mean, each once, in the order in which they are first named. */
export function foldUserNames(names: readonly string[]): string[] {
  return [...new Set(names.map(foldUserName))]
}

/** Whether a name, in any case, is within the documented rule (§3: at most 64 bytes of `[a-zA-Z0-9_.-]`). */
export function isLegalUserName(name: string): boolean {
  return name.length <= 64 && LEGAL.test(name)
}

/**
 * The folded form of a name somebody wants to register.
 * @throws ApiError for names outside the documented rule (§3: at most 64 bytes of `[a-zA-Z0-9_.-]`).
 */
export function legalUserName(name: string): string {
  const folded = foldUserName(name)
  if (folded === '') throw new ApiError('user.username_missing')
  if (Buffer.byteLength(folded) > 64) throw new ApiError('user.username_too_long')
  // Before folding: lower case makes an ASCII letter of some that are none (the Kelvin sign).
  if (!LEGAL.test(name)) throw new ApiError('user.username_illegal', { username: name })
  return folded
}
