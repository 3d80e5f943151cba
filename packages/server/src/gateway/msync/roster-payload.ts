import { encodeMeta, encodeRosterBody, Namespace, RosterOperation, userJid } from '@ringpost/protocol'
import type { RosterEvent } from '../../domain/events/roster-event.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { idTime } from '../../kernel/id-generator.ts'
import type { SessionFacts } from './session-facts.ts'

const operations: Readonly<Record<RosterEvent['contact'], RosterOperation>> = {
  requested: RosterOperation.ADD,
  accepted: RosterOperation.REMOTE_ACCEPT,
  declined: RosterOperation.REMOTE_DECLINE,
  added: RosterOperation.ACCEPT,
  removed: RosterOperation.REMOVE,
  'turned-down': RosterOperation.DECLINE,
  blocked: RosterOperation.BAN,
  unblocked: RosterOperation.ALLOW,
}

/** Encodes events of contacts and block lists as the SDKs read them (msync.md §8). */
export function rosterPayload(app: App, { contact, from, to, reason }: RosterEvent): Uint8Array {
  const [first, ...others] = to
  return encodeRosterBody({
    operation: operations[contact],
    from: userJid(app.key, from),
    to: [userJid(app.key, first), ...others.map((user) => userJid(app.key, user))],
    ...(reason === '' ? {} : { reason }),
  })
}

/** Returns a Meta that tells users what they did to a contact as if the contact had done it (native.md §6). */
export function rosterEcho(
  { app, user }: Pick<SessionFacts, 'app' | 'user'>,
  operation: RosterOperation,
  contact: string,
  id: number,
): Uint8Array {
  const [from, to] = [userJid(app.key, contact), userJid(app.key, user)]
  const payload = encodeRosterBody({ operation, status: { code: 0 }, from, to: [to] })
  return encodeMeta({ id, from, to, timestamp: idTime(id), namespace: Namespace.ROSTER, payload })
}
