import type { Channel, ChannelKind, Member, Role, Standing } from './channel.ts'

export interface ChannelPage {
  channels: Channel[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

export interface MemberPage {
  members: Member[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

/** A list that users of a channel can stand on. Who has left, or never came, can be on all but the first. */
export type ChannelList = 'admins' | 'muted' | 'allowed' | 'blocked'

export interface ListPage {
  /** `mutedUntil` in ms since 1970. */
  users: { user: string; mutedUntil: number }[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

/** Where a page of a list starts: behind a cursor (`request.cursor_illegal` if it is not of that list), or at a row number. */
export type PageStart = { cursor?: string | undefined } | { offset: number }

/** A channel that a user is in. */
export interface Membership {
  channel: Channel
  role: Role
  /** ms since 1970. */
  joinedAt: number
  /** ms since 1970; in the past or 0: not muted. */
  mutedUntil: number
}

/** Where a page of memberships starts: at a row number, or behind the last membership of the page before. */
export type MembershipStart = { offset: number } | { behind: { joinedAt: number; number: number } }

/** How members are listed. */
export interface MemberView {
  newestFirst?: boolean
  /** All but the owner. */
  withoutOwner?: boolean
}

/** What a commit makes of a channel. */
export interface ChannelChange {
  /** As it will be, but with the version that was read: nothing is written when the channel has another one by now. */
  channel: Channel
  /** Users who stand differently; who is a {@link stranger} again is forgotten. */
  standings: ReadonlyMap<string, Standing>
}

/** What counts must not go beyond; 0 = any number. */
export interface ChannelCeiling {
  /** Channels of the kind in the app. */
  ofApp: number
  /** Channels of the kind that each of the users is in. */
  ofUser: number
  users: readonly string[]
}

/** Groups and rooms. */
export interface ChannelStore {
  get(app: number, id: string): Promise<Channel | undefined>
  /** Those of the ids that exist, in no order. */
  getMany(app: number, kind: ChannelKind, ids: readonly string[]): Promise<Channel[]>
  /** Where users stand; who is not in the map is a stranger. */
  standings(app: number, id: string, users: readonly string[]): Promise<Map<string, Standing>>
  /** Newest first; with `publicOnly` those that anyone may find. */
  list(
    app: number,
    kind: ChannelKind,
    limit: number,
    start: PageStart,
    publicOnly?: boolean,
  ): Promise<ChannelPage>
  count(app: number, kind: ChannelKind): Promise<number>
  /** In order of joining, users of one moment by name. */
  members(channel: Channel, limit: number, start: PageStart, view?: MemberView): Promise<MemberPage>
  /** By name. @param now ms since 1970: whose mute has ended is not listed any more. */
  listed(channel: Channel, list: ChannelList, now: number, limit: number, start: PageStart): Promise<ListPage>
  /** Names of all members. */
  everyone(channel: Channel): Promise<string[]>
  /**
   * Users who are ordinary members of rooms, not on the allow list, and have logged in at some time. In the order of their names,
   * behind `after`.
   */
  visitors(app: number, after: string, limit: number): Promise<string[]>
  /** Latest joined first. */
  ofUser(
    app: number,
    user: string,
    kind: ChannelKind,
    page: { limit: number } & MembershipStart,
  ): Promise<Membership[]>
  /** How many channels of the kind each of the users is in; who is in none is not in the map. */
  countOfUsers(app: number, users: readonly string[], kind: ChannelKind): Promise<Map<string, number>>
  /** Channels of both kinds that the user owns, in them or not. */
  ownedBy(app: number, user: string): Promise<Channel[]>
  /** Keys of the logs of all channels that the user is in. */
  logsOf(app: number, user: string): Promise<string[]>
  /** Users who do not exist are left out. @throws ApiError `channel.id_taken`; BeyondQuota. */
  create(
    channel: Omit<Channel, 'number'>,
    standings: ReadonlyMap<string, Standing>,
    ceiling?: ChannelCeiling,
  ): Promise<Channel>
  /**
   * Users who do not exist are not made members; `memberCount` and `version` are set from what is there afterwards.
   * @throws Outdated when the channel has another version than `change` was decided on, or is gone; BeyondQuota.
   */
  apply(change: ChannelChange, ceiling?: ChannelCeiling): Promise<void>
  /** @throws as `apply`. */
  delete(channel: Channel): Promise<void>
}
