import type { Values } from '../attributes/attribute-store.ts'
import type { ChannelEvent } from '../events/channel-event.ts'
import type { Doer } from '../facts/doer.ts'
import type { ChannelSettings } from './channel.ts'
import type { Rule, StandingChange } from './standing-change.ts'

/** In whose name something is done, and the device that needs not be told of it. */
export interface Operator {
  user: string
  device: string | null
  /** Who really did it. */
  doer: Doer
}

/** The part of an event that is not the same for all events of a step. */
export type Told<Event = ChannelEvent> = Event extends unknown ? Omit<Event, 'channel' | 'by'> : never

/** Something that happened to a channel after it was made. */
export type ChannelStep =
  | {
      did: 'join'
      users: readonly string[]
      by: Operator
      /** Only those who joined are told. */
      quiet: boolean
      /** Those who joined do not know, and are told. */
      unasked: boolean
      /** Text of the user who joined. */
      note: string | null
      /** Users in the channel afterwards. */
      memberCount: number
    }
  | {
      did: 'leave'
      users: readonly string[]
      by: Operator
      /** They did not leave by themselves. */
      kicked: boolean
      /** Only those who left are told. */
      quiet: boolean
      memberCount: number
    }
  | { did: 'update'; changes: Partial<ChannelSettings>; by: Operator; modifiedAt: number }
  | { did: 'hand-over'; from: string; to: string; by: Operator }
  | { did: 'share-file' | 'withdraw-file'; file: string; by: Operator }
  /** Of a room. */
  | { did: 'set-attributes'; values: Values; by: Operator }
  | { did: 'remove-attributes'; keys: readonly string[]; by: Operator }
  /** Of a member of a group. */
  | { did: 'set-member-attributes'; user: string; values: Values; by: Operator }
  /** Something to tell one user, or the other devices of the one who did it. */
  | { did: 'tell'; by: Operator; user: string; event: Told }
  /** Something to tell some of the members. */
  | { did: 'tell-members'; by: Operator; users: readonly string[]; event: Told }
  /** A member wants the messages of a group no more, or again. */
  | { did: 'shield'; by: Operator; shielded: boolean }
  | {
      did: 'standing'
      change: StandingChange
      user: string
      /** Of a mute, ms since 1970. */
      until: number
      by: Operator
      /** Owner and administrators afterwards. */
      managers: readonly string[]
    }
  | { did: 'rule'; rule: Rule; by: Operator }
  | { did: 'announce'; text: string; by: Operator }

/**
 * People who come to a room at the same time, or go, are announced together: each separately would cost everybody in it a frame, a
 * million frames for the first thousand. A group tells each join apart because its members follow from there.
 */
export function condense(steps: readonly ChannelStep[]): ChannelStep[] {
  const condensed: ChannelStep[] = []
  for (const step of steps) {
    const last = condensed.at(-1)
    if (last?.did === 'join' && step.did === 'join' && last.quiet === step.quiet && last.note === step.note)
      condensed[condensed.length - 1] = { ...step, users: [...last.users, ...step.users] }
    else if (last?.did === 'leave' && step.did === 'leave' && alike(last, step))
      condensed[condensed.length - 1] = { ...step, users: [...last.users, ...step.users] }
    else condensed.push(step)
  }
  return condensed
}

type Leave = Extract<ChannelStep, { did: 'leave' }>

/** Who is removed is told by whom. */
function alike(a: Leave, b: Leave): boolean {
  return a.quiet === b.quiet && a.kicked === b.kicked && (!a.kicked || a.by.user === b.by.user)
}
