import type { UserPresence } from '../presence/user-presence.ts'

/** The presence of a user has changed. */
export interface PresenceEvent {
  presence: UserPresence
  /** When the receiver's subscription ends, ms since 1970; 0 for the user themselves. */
  expiresAt: number
}
