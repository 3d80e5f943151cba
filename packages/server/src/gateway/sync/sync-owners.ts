/** Sync sockets of a user on this node. An SDK holds one while it fetches its lists, so these are as many devices at once. */
export const MOST_SOCKETS = 8

/** Which connections belong to whom: beyond the bound, the one that a user has had for longest ends for the newest. */
export class SyncOwners<Connection> {
  readonly #ofOwner = new Map<string, Set<Connection>>()

  /**
   * Counts a connection to its owner, once.
   * @returns the one that has to end for it, if any.
   */
  claim(owner: string, connection: Connection): Connection | undefined {
    const own = this.#ofOwner.get(owner) ?? new Set()
    this.#ofOwner.set(owner, own.add(connection))
    if (own.size <= MOST_SOCKETS) return undefined
    const [oldest] = own
    own.delete(oldest!)
    return oldest
  }

  release(owner: string, connection: Connection): void {
    const own = this.#ofOwner.get(owner)
    own?.delete(connection)
    if (own?.size === 0) this.#ofOwner.delete(owner)
  }
}
