import { encodeRosterBody, RosterOperation, userJid } from '@ringpost/protocol'
import type { RosterEvent } from '../../domain/events/roster-event.ts'
import type { App } from '../../domain/tenancy/app.ts'

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

/** What people are told about contacts and block lists, as the SDKs read it (msync.md §8). */
export function rosterPayload(app: App, { contact, from, to, reason }: RosterEvent): Uint8Array {
  const [first, ...others] = to
  return encodeRosterBody({
    operation: operations[contact],
    from: userJid(app.key, from),
    to: [userJid(app.key, first), ...others.map((user) => userJid(app.key, user))],
    ...(reason === '' ? {} : { reason }),
  })
}
