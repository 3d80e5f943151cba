import type { ErrorCode } from '@ringpost/contract/errors'
import type { App } from '../tenancy/app.ts'
import type { ChannelKind } from './channel.ts'

/** Limit on the administrators of one channel (rest-groups-rooms.md §1.1, §2.1). */
export const ADMINS = 99

/** Rules that differ between groups and rooms. */
export interface ChannelRules {
  kind: ChannelKind
  /** Capacity of a new one, owner included, if the request does not set it. */
  defaultUsers: number
  /** Limit on the capacity. */
  mostUsers(app: App): number
  /** Limits on the number per app, and on the number a user can be in; 0 = unlimited. */
  mostOfApp(app: App): number
  mostOfUser(app: App): number
  /** Adding users who are already in it: `refuse` if all of them are, or `accept`. */
  readding: 'refuse' | 'accept'
  errors: Readonly<
    Record<
      | 'tooManyOfApp'
      | 'tooManyOfUser'
      /** The same for an initial member of a new one. */
      | 'tooManyOfFounder'
      /** A user to be removed is not in it. */
      | 'notMembers'
      /** The new owner is not in it. */
      | 'notIn'
      | 'announcementTooLong',
      ErrorCode
    >
  >
}
