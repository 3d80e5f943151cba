import type { Caller } from '../domain/caller.ts'
import type { Sent } from '../domain/messages/draft.ts'
import type { Sending } from '../domain/messages/sending.ts'
import { foldUserName, foldUserNames } from '../domain/users/user-name.ts'
import { draftOf, type Outgoing } from './outgoing.ts'

/**
 * Sends once to each distinct user. Results are keyed by the caller's spelling, by which callers look them up
 * (client-quirks.md row 8).
 */
export async function sendToUsers(
  sending: Sending,
  { caller, origin }: { caller: Caller; origin: string },
  outgoing: Outgoing,
  targets: readonly string[],
): Promise<Map<string, Sent>> {
  const names = foldUserNames(targets)
  const receivers = names.map((user) => ({ user, device: null }))
  const draft = draftOf(caller.app, origin, outgoing)
  const sent = await sending.toUsers(caller, draft, receivers)
  return new Map(targets.map((target) => [target, sent[names.indexOf(foldUserName(target))]!]))
}
