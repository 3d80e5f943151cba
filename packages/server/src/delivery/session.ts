import type { KickReason, OnlineDevice } from '../domain/devices/sessions.ts'
import type { SessionClient } from '../domain/facts/session-fact.ts'
import type { Entry } from '../domain/log/entry.ts'
import type { App } from '../domain/tenancy/app.ts'

/** One logged-in connection of a device, over any protocol. */
export interface Session extends OnlineDevice {
  readonly app: App
  readonly user: string
  readonly about: SessionClient
  /**
   * Offers an entry of a log that the user follows, or one that is never stored (seq 0). Called in commit order per
   * log, whether or not the entry is meant for this device: the session advances its position past both.
   */
  offer(entry: Entry): void
  /** The user follows a log from after position `after` on: its next offered entry has the position after that. */
  follow(log: string, after: number): void
  /**
   * What is offered next may follow something that was not: until the session has looked, it takes no entry for the next one of a
   * log of which it has seen none.
   */
  miss(): void
  /**
   * Something may have been committed without being offered: the session looks for it. Resolves with whether it could; never
   * rejects.
   */
  catchUp(): Promise<boolean>
  /**
   * The client presents a newer token, which expires at this time (ms since 1970; 0 = never). A later expiry presented
   * before stays.
   */
  renew(expiresAt: number): void
  /** Sends the client the reason and closes. `detail`: free text of the device that replaces it. */
  kick(reason: KickReason, detail?: string): void
}
