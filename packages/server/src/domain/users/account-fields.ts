import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'

/** Maximum lengths in characters (rest-messages-users.md §14.2). */
const PASSWORD_LIMIT = 64
const NICKNAME_LIMIT = 100

/** @throws ApiError `user.password_too_long`. */
export function requireShort(password: string): void {
  if (characterCount(password) > PASSWORD_LIMIT) throw new ApiError('user.password_too_long')
}

/** Returns null for what stands for no nickname. @throws ApiError `user.preference_illegal`, `user.nickname_too_long`. */
export function legalNickname(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string') throw new ApiError('user.preference_illegal', { name: 'nickname' })
  if (characterCount(value) > NICKNAME_LIMIT) throw new ApiError('user.nickname_too_long')
  return value
}
