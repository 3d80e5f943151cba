import type { Channel, ChannelKind, Member, Role, Standing } from './channel.ts'

export interface ChannelPage {
  channels: Channel[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

/** A log that a user follows, and the position after which their part of it begins. */
export interface FollowedLog {
  log: string
  start: number
}

export interface MemberPage {
  members: Member[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

/** A list of users in a channel. All but the first may hold users who have left or never joined. */
export type ChannelList = 'admins' | 'muted' | 'allowed' | 'blocked'

export interface ChannelListPage {
  /** `mutedUntil` in ms since 1970. */
  users: { user: string; mutedUntil: number }[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

/**
 * Where a page of a list starts: after a cursor (`request.cursor_illegal` if it is not from that list), or at a row
 * number.
 */
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

/** How a commit changes a channel. */
export interface ChannelChange {
  /** The new state, but with the version that was read: nothing is written if the stored version differs. */
  channel: Channel
  /** Changed standings; a user who is a {@link stranger} again is forgotten. */
  standings: ReadonlyMap<string, Standing>
}

/** Limits that the counts must not exceed; 0 = unlimited. */
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
  /** Returns those of the channels that exist, unordered. */
  getMany(app: number, kind: ChannelKind, ids: readonly string[]): Promise<Channel[]>
  /** Returns the standings of users; a user who is not in the map is a stranger. */
  standings(app: number, id: string, users: readonly string[]): Promise<Map<string, Standing>>
  /** Newest first; with `publicOnly`, only those that anyone may find. */
  list(
    app: number,
    kind: ChannelKind,
    limit: number,
    start: PageStart,
    view?: { publicOnly?: boolean },
  ): Promise<ChannelPage>
  count(app: number, kind: ChannelKind): Promise<number>
  /** In order of joining; users who joined at the same moment by name. */
  members(channel: Channel, limit: number, start: PageStart, view?: MemberView): Promise<MemberPage>
  /** By name. @param now ms since 1970: users whose mute has ended are no longer listed. */
  listed(
    channel: Channel,
    list: ChannelList,
    now: number,
    limit: number,
    start: PageStart,
  ): Promise<ChannelListPage>
  /** Names of all members. */
  everyone(channel: Channel): Promise<string[]>
  /**
   * Returns users who are ordinary members of rooms, not on the allow list, and have ever logged in. In order of name,
   * after `after`.
   */
  visitors(app: number, after: string, limit: number): Promise<string[]>
  /** Latest joined first. */
  ofUser(
    app: number,
    user: string,
    kind: ChannelKind,
    page: { limit: number } & MembershipStart,
  ): Promise<Membership[]>
  /** Returns how many channels of the kind each user is in; users who are in none are not in the map. */
  countOfUsers(app: number, users: readonly string[], kind: ChannelKind): Promise<Map<string, number>>
  /** Returns groups and rooms that the user owns, whether in them or not. */
  ownedBy(app: number, user: string): Promise<Channel[]>
  /** Returns the logs of all channels that the user is in. */
  logsOf(app: number, user: string): Promise<FollowedLog[]>
  /** Unknown users are ignored. @throws ApiError `channel.id_taken`; BeyondQuota. */
  create(
    channel: Omit<Channel, 'number'>,
    standings: ReadonlyMap<string, Standing>,
    ceiling?: ChannelCeiling,
  ): Promise<Channel>
  /**
   * Unknown users do not become members; `memberCount` and `version` are set from the resulting state.
   * @throws Outdated if the version of the channel is no longer the one that `change` was decided on, or the channel
   *   is gone; BeyondQuota.
   */
  apply(change: ChannelChange, ceiling?: ChannelCeiling): Promise<void>
  /** @throws as `apply`. */
  delete(channel: Channel): Promise<void>
}
