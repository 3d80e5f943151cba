import { type Channel, type ChannelKind, channelLog, type ManagedKind } from '../channels/channel.ts'
import type { NewEntry } from '../log/entry.ts'
import { pairLog } from '../log/log-key.ts'
import type { Said } from './message-codec.ts'

export interface Receiver {
  /** Folded name. */
  user: string
  /** Only this resource; null = all devices. */
  device: string | null
}

/** Where a message goes: to groups or rooms, or to some of the users in one. */
export interface Address {
  kind: ChannelKind
  ids: readonly string[]
  /** Folded names of the only users who get it; null = everybody. */
  users: readonly string[] | null
}

/** A message on its way to one log, and what is known of it by now. */
export interface Outbound {
  readonly log: string
  readonly kind: 'user' | ManagedKind
  /** Folded name of the user, or id of the group, room or thread. */
  readonly to: string
  /** Only this resource of the user; null = all. */
  readonly device: string | null
  /** Folded names of the only users who get it; null = everybody. */
  readonly users: readonly string[] | null
  /** Users who follow the log from it on; undefined for channels, which have members. */
  readonly followers: readonly string[] | undefined
  /** Of a message to a channel, when it has been admitted. */
  channel: Channel | undefined
  /** False: it gets an id like the others, and nobody gets it. */
  goesOut: boolean
  /** What it says in place of the draft. */
  said: Said | undefined
  /** The id that somebody was shown. */
  id: number | undefined
  entry: NewEntry | undefined
}

export function toUser(from: string, user: string, device: string | null): Outbound {
  return {
    log: pairLog(from, user),
    kind: 'user',
    to: user,
    device,
    users: null,
    followers: from === user ? [user] : [from, user],
    channel: undefined,
    goesOut: true,
    said: undefined,
    id: undefined,
    entry: undefined,
  }
}

export function toChannel(kind: ChannelKind, id: string, users: readonly string[] | null): Outbound {
  return {
    log: channelLog({ kind, id }),
    kind: kind === 'room' ? 'room' : 'group',
    to: id,
    device: null,
    users,
    followers: undefined,
    channel: undefined,
    goesOut: true,
    said: undefined,
    id: undefined,
    entry: undefined,
  }
}
