import { encodeJsonPayload } from '@ringpost/protocol'
import type { PresenceEvent } from '../../domain/events/presence-event.ts'

/** Encodes a change of presence (msync.md §10 "presence"). One user for each notice: SDKs mix up the devices of several. */
export function presencePayload({ presence, expiresAt }: PresenceEvent): Uint8Array {
  const { user, statuses, ext, changedAt } = presence
  const value = {
    uid: user,
    last_time: String(Math.floor(changedAt / 1000)),
    expiry: String(Math.floor(expiresAt / 1000)),
    ext,
    status: Object.fromEntries(statuses),
  }
  return encodeJsonPayload({ type: 'presence', data: { values: [value] } })
}
