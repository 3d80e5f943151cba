import type { UserPatch } from '../users/user.ts'

/** What happened to an account. Never a secret: of a password only that it was changed. */
export type UserFact = { user: string } & (
  | { kind: 'user.registered' | 'user.removed' | 'user.activated' | 'user.deactivated' }
  | { kind: 'user.password-changed' }
  /** All tokens and sessions were ended. */
  | { kind: 'user.signed-out' }
  | { kind: 'user.updated'; changes: Pick<UserPatch, 'nickname' | 'preferences'> }
  | { kind: 'user.attributes-set'; values: Readonly<Record<string, string>> }
  | { kind: 'user.attributes-removed' }
)
