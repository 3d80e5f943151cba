/** A session as all nodes know it. */
export interface KnownSession {
  /** The node it is on. */
  node: string
  /** Increases with every session of the node. */
  number: number
  app: number
  user: string
  resource: string
  uuid: string
  name: string
  /** When it began, in ms since 1970 by the clock of its node. */
  since: number
}

/**
 * Returns the sessions of a user that a new one replaces: those of the same resource, and the oldest beyond the limit
 * per platform.
 * @param others in order of login.
 */
export function replacedBy(
  resource: string,
  others: readonly KnownSession[],
  devicesPerPlatform: number,
): KnownSession[] {
  const same = others.filter((other) => other.resource === resource)
  const peers = others.filter(
    (other) => other.resource !== resource && platformOf(other.resource) === platformOf(resource),
  )
  return [...same, ...peers.slice(0, Math.max(0, peers.length + 1 - devicesPerPlatform))]
}

/** Whether, of two sessions of one resource that began without knowing of each other, the first one stays. */
export function outlasts(one: KnownSession, other: KnownSession): boolean {
  return one.since === other.since ? one.node > other.node : one.since > other.since
}

/** `android_…`, `ios_…`, `webim_…`: the part of a resource that names the platform (rest-messages-users.md §1.4). */
function platformOf(resource: string): string {
  return resource.split('_', 1)[0]!
}
