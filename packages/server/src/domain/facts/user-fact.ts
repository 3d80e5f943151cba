import type { Values } from '../attributes/attribute-store.ts'

/** What happened to an account. Never a secret: of a password only that it was changed. */
export type UserFact = { user: string } & (
  | { kind: 'user.registered' | 'user.removed' | 'user.activated' | 'user.deactivated' }
  | { kind: 'user.password-changed' }
  /** All tokens and sessions were ended. */
  | { kind: 'user.signed-out' }
  /** `preferences`: names of those that were set; among the values are addresses of devices. */
  | { kind: 'user.updated'; nickname?: string | null; preferences: readonly string[] }
  | { kind: 'user.attributes-set'; values: Values }
  | { kind: 'user.attributes-removed' }
)
