import { groupLog, roomLog } from '../log/log-key.ts'

/** Where a thread is attached. */
export interface ThreadRoot {
  /** Id of the group. */
  group: string
  /** Id of a message in it. */
  message: number
}

/**
 * A group or a room: users who read and write one log. They share a type because they share owner, members, mutes,
 * lists and rules. They differ in delivery: members follow a group's log, which is kept for offline users; a room's
 * log only reaches online users. A thread is one, too: a group within a group, without roles and lists of its own.
 */
export interface Channel extends ChannelSettings {
  app: number
  /** Row number, in order of creation. */
  number: number
  /**
   * Id in URLs and on the wire: decimal digits, unless the caller chose it. Groups and rooms of an app share one id
   * space.
   */
  id: string
  kind: ChannelKind
  /** Only for threads. */
  thread?: ThreadRoot
  owner: string
  announcement: string
  /** Only the owner, administrators and users on the allow list may send. */
  muted: boolean
  /** Nobody may send in it or manage it. */
  disabled: boolean
  /** Number of members, owner included. */
  memberCount: number
  /** ms since 1970. */
  createdAt: number
  /** ms since 1970. */
  modifiedAt: number
  /** Increases with every change of the channel or its members: what was read is valid as long as it stays the same. */
  version: number
}

/** What identifies a channel to users. */
export type ChannelName = Pick<Channel, 'kind' | 'id' | 'name' | 'thread'>

export type ChannelKind = 'group' | 'room' | 'thread'
/** Kinds with roles, lists and settings of their own. */
export type ManagedKind = Exclude<ChannelKind, 'thread'>

/** Settings that the managers of a channel can change. */
export interface ChannelSettings {
  name: string
  description: string
  avatar: string
  /** The application's own text. */
  custom: string
  /** Anyone may find it. For groups only, like the three below. */
  public: boolean
  /** Users who want to join need consent. */
  membersOnly: boolean
  /** Members may add others. */
  allowInvites: boolean
  /** Invited users must accept. */
  inviteNeedConfirm: boolean
  maxUsers: number
}

export type Role = 'owner' | 'admin' | 'member'

/** Whose consent let users join: they were invited, or had applied. */
export type JoinedThrough = 'invitation' | 'application'

/**
 * Standing of a user in a channel. Most of it outlives membership: a mute remains when the user leaves (rest-groups-rooms.md
 * §1.1).
 */
export interface Standing {
  /** Null: not in it. For what the role allows, see {@link roleIn}. */
  role: Role | null
  /** ms since 1970. */
  joinedAt: number
  /** May not send before this time, ms since 1970; 0 = may send. */
  mutedUntil: number
  /** May send while all are muted. */
  allowed: boolean
  /** May not join. */
  blocked: boolean
  /** User whose invitation has yet to be answered; empty for none. */
  invitedBy: string
  /** Has applied to join and waits for an answer. */
  applied: boolean
  /** Is in it, but does not want its messages (sdk-rest-calls.md G47). */
  shielded: boolean
}

/** Standing of a user whom the channel does not know. */
export const stranger: Standing = {
  role: null,
  joinedAt: 0,
  mutedUntil: 0,
  allowed: false,
  blocked: false,
  invitedBy: '',
  applied: false,
  shielded: false,
}

export interface Member {
  user: string
  role: Role
  /** ms since 1970. */
  joinedAt: number
}

/**
 * Returns the role that decides what a user may do. The owner of a room keeps that role when not in it
 * (rest-groups-rooms.md §2.1).
 */
export function roleIn(channel: Channel, user: string, standing: Standing): Role | null {
  return user === channel.owner ? 'owner' : standing.role
}

export function channelLog({ kind, id }: Pick<Channel, 'kind' | 'id'>): string {
  return kind === 'room' ? roomLog(id) : groupLog(id)
}

/** Returns what identifies the channel to users and to followers of facts. */
export function nameOf({ kind, id, name, thread }: Channel): ChannelName {
  return { kind, id, name, ...(thread && { thread }) }
}
