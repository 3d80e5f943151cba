import { type Channel, type ChannelKind, channelLog, type ManagedKind } from '../channels/channel.ts'
import type { NewEntry } from '../log/entry.ts'
import { pairLog } from '../log/log-key.ts'
import type { RoomLevel } from './message-codec.ts'

export interface Receiver {
  /** Folded name. */
  user: string
  /** Only this resource; null = all devices. */
  device: string | null
}

/** Where a message goes: groups or rooms, or some of the users in one. */
export interface Address {
  kind: ChannelKind
  ids: readonly string[]
  /** Folded names of the only users who get it; null = everybody. */
  users: readonly string[] | null
}

/** A message on its way to one log, with what is known about it so far. */
export interface Outbound {
  readonly log: string
  readonly kind: 'user' | ManagedKind
  /** Folded name of the user, or id of the group, room or thread. */
  readonly to: string
  /** Only this resource of the user; null = all. */
  readonly device: string | null
  /** Folded names of the only users who get it; null = everybody. */
  readonly users: readonly string[] | null
  /** Users who follow the log from this message on; undefined for channels, which have members. */
  readonly followers: readonly string[] | undefined
  /** The channel the message goes to; set once the message is admitted. */
  channel: Channel | undefined
  /** False: the message gets an id as usual, but is delivered to nobody. */
  goesOut: boolean
  /** What the screening has sent instead of the draft. */
  replaced: Uint8Array | undefined
  /** Priority in rooms that the screening has set. */
  level: RoomLevel | undefined
  /** The id already shown to the screening. */
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
    replaced: undefined,
    level: undefined,
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
    replaced: undefined,
    level: undefined,
    id: undefined,
    entry: undefined,
  }
}
