import type { OnlineDevice } from '../devices/sessions.ts'
import type { PresenceRecord } from './presence-store.ts'

/** ms after which devices that are offline are no longer listed. */
const LISTED_MS = 7 * 24 * 3600_000

export const OFFLINE = '0'
export const ONLINE = '1'

/** The presence of a user, as others see it. */
export interface UserPresence {
  user: string
  /** Status by device, longest known first: digits. */
  statuses: ReadonlyMap<string, string>
  ext: string
  /** Last change, ms since 1970. */
  changedAt: number
  isOnline: boolean
}

/**
 * A device that is online has the status published since it logged in, or is `1`; one that is offline is `0`. What the app
 * publishes for a device that no client has stands for a while.
 * @param now ms since 1970.
 */
export function userPresence(
  { user, ext, publishedAt, published, devices }: PresenceRecord,
  online: readonly OnlineDevice[],
  now: number,
): UserPresence {
  const own = new Map(published.map((each) => [each.device, each]))
  const here = new Set(online.map(({ resource }) => resource))
  const known = new Map(devices.map(({ resource, seenAt }) => [resource, seenAt]))
  const statuses = new Map<string, string>()
  for (const [resource, seenAt] of known)
    if (!here.has(resource) && seenAt > now - LISTED_MS) statuses.set(resource, OFFLINE)
  for (const { device, status, at } of published)
    if (!here.has(device) && !known.has(device) && at > now - LISTED_MS) statuses.set(device, status)
  for (const resource of here) {
    const since = own.get(resource)
    const isCurrent = since !== undefined && since.at >= (known.get(resource) ?? 0)
    statuses.set(resource, isCurrent ? since.status : ONLINE)
  }
  const changedAt = Math.max(publishedAt, ...known.values())
  return { user, statuses, ext, changedAt, isOnline: here.size > 0 }
}
