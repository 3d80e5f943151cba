import type { ErrorCode } from '@ringpost/contract/errors'
import type { App } from '../tenancy/app.ts'
import type { ChannelKind } from './channel.ts'

/** Most administrators of one channel (rest-groups-rooms.md §1.1, §2.1). */
export const ADMINS = 99

/** In what the rules for groups and for rooms differ. */
export interface ChannelRules {
  kind: ChannelKind
  /** Users in a new one, the owner included, when the request does not say. */
  defaultUsers: number
  /** Most users in one. */
  mostUsers(app: App): number
  /** Most of them in an app, and that a user can be in; 0 = any number. */
  mostOfApp(app: App): number
  mostOfUser(app: App): number
  /** Adding who is in already: `refuse` when that is so of all, or `accept`. */
  readding: 'refuse' | 'accept'
  errors: Readonly<
    Record<
      | 'tooManyOfApp'
      | 'tooManyOfUser'
      /** The same for whoever is in a new one. */
      | 'tooManyOfFounder'
      /** Somebody to be removed is not in it. */
      | 'notMembers'
      /** The new owner is not in it. */
      | 'notIn'
      | 'announcementTooLong',
      ErrorCode
    >
  >
}
