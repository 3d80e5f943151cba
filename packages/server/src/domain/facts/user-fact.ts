import type { Values } from '../attributes/attribute-store.ts'
import type { Mutes } from '../users/user.ts'

/** What happened to an account. Contains no secrets: of a password, only that it changed. */
export type UserFact = { user: string } & (
  | { kind: 'user.registered' | 'user.removed' | 'user.activated' | 'user.deactivated' }
  | { kind: 'user.password-changed' }
  /** May create rooms from now on, or no longer. */
  | { kind: 'user.super-admin'; appointed: boolean }
  /** All tokens and sessions were ended. */
  | { kind: 'user.signed-out' }
  /** `preferences`: names of those that were set; the values can contain device tokens. */
  | { kind: 'user.updated'; nickname?: string | null; preferences: readonly string[] }
  /** In all conversations of these kinds; 0 lifts it. */
  | { kind: 'user.muted'; mutes: Mutes }
  | { kind: 'user.attributes-set'; values: Values }
  | { kind: 'user.attributes-removed' }
  /** `device`, `status`: of a device with a status of its own from now on. */
  | { kind: 'presence.published'; device: string | null; status: string | null; ext: string }
)
