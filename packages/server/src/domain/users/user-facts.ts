import type { Doer } from '../facts/doer.ts'
import type { LooseFact } from '../facts/fact.ts'
import type { UserFact } from '../facts/user-fact.ts'
import { inboxLog } from '../log/log-key.ts'
import type { App } from '../tenancy/app.ts'

/** Its subject is the user's inbox log, like everything that concerns the user alone. */
export function aboutUser(app: App, fact: UserFact, by: Doer): LooseFact {
  return { ...fact, by, app: app.id, subject: inboxLog(fact.user) }
}
