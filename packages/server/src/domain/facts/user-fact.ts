import type { Values } from '../attributes/attribute-store.ts'
import { inboxLog } from '../log/log-key.ts'
import type { App } from '../tenancy/app.ts'
import type { Doer } from './doer.ts'
import type { LooseFact } from './fact.ts'

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

/** It is about the user, as what stands in the inbox is. */
export function aboutUser(app: App, fact: UserFact, by: Doer): LooseFact {
  return { ...fact, by, app: app.id, subject: inboxLog(fact.user) }
}
