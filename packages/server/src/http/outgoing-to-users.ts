import type { Messages, Sent } from '../domain/messages/messages.ts'
import type { App } from '../domain/tenancy/app.ts'
import { foldUserName, foldUserNames } from '../domain/users/user-name.ts'
import { draftOf, type Outgoing } from './outgoing.ts'

/**
 * Sends once to each distinct user. Results are keyed by the caller's spelling, by which callers look them up
 * (client-quirks.md row 8).
 */
export async function sendToUsers(
  messages: Messages,
  app: App,
  origin: string,
  outgoing: Outgoing,
  targets: readonly string[],
): Promise<Map<string, Sent>> {
  const names = foldUserNames(targets)
  const receivers = names.map((user) => ({ user, device: null }))
  const draft = draftOf(app, origin, outgoing)
  const sent = await messages.sendToUsers(app, { kind: 'app' }, draft, receivers)
  return new Map(targets.map((target) => [target, sent[names.indexOf(foldUserName(target))]!]))
}
