import type { Values } from '../attributes/attribute-store.ts'

/** A user has changed their profile, as it is told to one of those who show it. */
export interface ProfileEvent {
  profile: {
    user: string
    /** What they have set. */
    values: Values
    /** ms since 1970: what clients know a profile by. */
    changedAt: number
  }
  /** `self`: the user's own devices. */
  to: 'self' | 'contact' | 'follower'
}
