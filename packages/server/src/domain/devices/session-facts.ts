import type { Doer } from '../facts/doer.ts'
import type { LooseFact } from '../facts/fact.ts'
import type { SessionFact } from '../facts/session-fact.ts'
import { inboxLog } from '../log/log-key.ts'

/** @param app row number. */
export function aboutSession(app: number, fact: SessionFact, by: Doer): LooseFact {
  return { ...fact, by, app, subject: inboxLog(fact.user) }
}
