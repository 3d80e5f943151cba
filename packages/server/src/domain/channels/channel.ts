import { groupLog, roomLog } from '../log/log-key.ts'

/** What a thread hangs on. */
export interface ThreadRoot {
  /** Id of the group. */
  group: string
  /** Id of a message in it. */
  message: number
}

/**
 * A group or a room: users who read and write one log. They are one thing because they share owner, members, mutes, lists
 * and rules. What differs: a group's log is followed (kept for who is offline), a room's only tells who is online.
 * A thread is one too: a group within a group, without roles and lists of its own.
 */
export interface Channel extends ChannelSettings {
  app: number
  /** Row number, in order of creation. */
  number: number
  /** In URLs and on the wire: decimal digits, unless the caller chose it. Groups and rooms share the ids of an app. */
  id: string
  kind: ChannelKind
  /** Of threads only. */
  thread?: ThreadRoot
  owner: string
  announcement: string
  /** Only the owner, administrators and who is on the allow list may send. */
  muted: boolean
  /** Nobody may send in it or manage it. */
  disabled: boolean
  /** Users in it, the owner included. */
  memberCount: number
  /** ms since 1970. */
  createdAt: number
  /** ms since 1970. */
  modifiedAt: number
  /** Rises with every change of the channel or its members: what was read is still true while it stands. */
  version: number
}

/** Which channel it is, in words. */
export type ChannelName = Pick<Channel, 'kind' | 'id' | 'name' | 'thread'>

export type ChannelKind = 'group' | 'room' | 'thread'
/** Those with roles, lists and settings of their own. */
export type ManagedKind = Exclude<ChannelKind, 'thread'>

/** What whoever manages a channel can set. */
export interface ChannelSettings {
  name: string
  description: string
  avatar: string
  /** The application's own text. */
  custom: string
  /** Anyone may find it. Groups only, as the three below. */
  public: boolean
  /** Who wants to join needs consent. */
  membersOnly: boolean
  /** Members may add others. */
  allowInvites: boolean
  /** Who is invited must accept. */
  inviteNeedConfirm: boolean
  maxUsers: number
}

export type Role = 'owner' | 'admin' | 'member'

/** Where a user stands in a channel. Marks outlive membership: a mute stays when the user leaves (rest-groups-rooms.md §1.1). */
export interface Standing {
  /** Null: not in it. What the role allows: {@link roleIn}. */
  role: Role | null
  /** ms since 1970. */
  joinedAt: number
  /** May not send before this ms since 1970; 0 = may. */
  mutedUntil: number
  /** May send while all are muted. */
  allowed: boolean
  /** May not come in. */
  blocked: boolean
  /** Who has invited him, while he has not answered; empty for nobody. */
  invitedBy: string
  /** Waits to be let in. */
  applied: boolean
  /** Is in it and does not want its messages (sdk-rest-calls.md G47). */
  shielded: boolean
}

/** Of a user whom the channel does not know. */
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

/** What somebody may do by role. The owner of a room stays its owner when he is not in it (rest-groups-rooms.md §2.1). */
export function roleIn(channel: Channel, user: string, standing: Standing): Role | null {
  return user === channel.owner ? 'owner' : standing.role
}

export function channelLog({ kind, id }: Pick<Channel, 'kind' | 'id'>): string {
  return kind === 'room' ? roomLog(id) : groupLog(id)
}

/** What people, and those who follow what happens, are told of which channel it is. */
export function nameOf({ kind, id, name, thread }: Channel): ChannelName {
  return { kind, id, name, ...(thread && { thread }) }
}
