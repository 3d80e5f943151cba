import type { ContactFact } from '../facts/contact-fact.ts'
import type { Doer } from '../facts/doer.ts'
import type { JournalStep } from '../log/journal.ts'
import { pairLog } from '../log/log-key.ts'
import type { App } from '../tenancy/app.ts'

/** The subject is the log of the pair, so that these facts keep their order with everything else between the two. */
export function contactStep(app: App, fact: ContactFact, by: Doer): JournalStep {
  return { report: { ...fact, by, app: app.id, subject: pairLog(fact.user, fact.peer) } }
}
