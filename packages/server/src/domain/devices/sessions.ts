import type { Doer } from '../facts/doer.ts'

/** Why the server ends a session; the client shows a separate reason for each (msync.md §9). */
export type KickReason =
  /** The user was deleted. */
  | 'user-removed'
  /** Another device replaced this one. */
  | 'logged-in-elsewhere'
  /** The password was changed. */
  | 'password-changed'
  /** Ended by request, from another device or the server API. */
  | 'forced'

/** A device that is online. */
export interface OnlineDevice {
  resource: string
  uuid: string
  name: string
}

/** Which devices are online, on this node or others. */
export interface Sessions {
  /** Online devices of a user, longest online first. */
  online(app: number, user: string): Promise<OnlineDevice[]>
  /** The same for several users; those who have none are not in the map. */
  devices(app: number, users: readonly string[]): Promise<Map<string, OnlineDevice[]>>
  /** Returns those users who have at least one device online; one who has may be missing while nodes come and go. */
  present(app: number, users: readonly string[]): Promise<Set<string>>
  /** Returns those users who have no device online; undefined while that is not certain. */
  absent(app: number, users: readonly string[]): Promise<string[] | undefined>
  /**
   * Notifies the user's sessions of the reason and closes them; only those of `resource` if given.
   * @param by who ends them.
   * @returns the number of sessions ended.
   */
  kick(app: number, user: string, reason: KickReason, by: Doer, resource?: string): Promise<number>
  /** Extends the user's sessions to the expiry of a new token (ms since 1970; 0 means never). */
  renew(app: number, user: string, expiresAt: number): void
}
