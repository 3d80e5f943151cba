/** Why the server ends a session; the client shows a reason of its own for each (msync.md §9). */
export type KickReason =
  /** The user was deleted. */
  | 'user-removed'
  /** Another device took the place of this one. */
  | 'logged-in-elsewhere'
  /** The password was changed. */
  | 'password-changed'
  /** Somebody (a person on another device, the server API) ended it. */
  | 'forced'

/** A device that is online. */
export interface OnlineDevice {
  resource: string
  uuid: string
  name: string
}

/** Who is online, on this node or another. */
export interface Sessions {
  /** Online devices of a user, longest online first. */
  online(app: number, user: string): Promise<OnlineDevice[]>
  /** Which of the users have at least one device online. */
  present(app: number, users: readonly string[]): Promise<Set<string>>
  /**
   * Tells the user's sessions why and closes them; only those of `resource` when given.
   * @returns number of sessions ended.
   */
  kick(app: number, user: string, reason: KickReason, resource?: string): Promise<number>
  /** The user has shown a token that ends then (ms since 1970; 0 = never): sessions last as long. */
  renew(app: number, user: string, expiresAt: number): void
}
