import type { KickReason, OnlineDevice } from '../domain/devices/sessions.ts'
import type { Entry } from '../domain/log/entry.ts'
import type { App } from '../domain/tenancy/app.ts'

/** One logged-in connection of a device, whatever its protocol. */
export interface Session extends OnlineDevice {
  readonly app: App
  readonly user: string
  /**
   * An entry of a log that the user follows, or one that is never stored (seq 0). Called in commit order per log, for entries
   * that are meant for this device and for those that are not: the session keeps its position over both.
   */
  offer(entry: Entry): void
  /** The user follows a log from behind position `after` on: the next entry of it that is offered stands there. */
  follow(log: string, after: number): void
  /** Something may have been committed that was not offered: the session looks for it. Never rejects. */
  catchUp(): Promise<void>
  /** The client shows a newer token: one that ends then (ms since 1970; 0 = never). A longer one that it has shown stays. */
  renew(expiresAt: number): void
  /** Tells the client why and closes. `detail`: free text of the device that takes its place. */
  kick(reason: KickReason, detail?: string): void
}
