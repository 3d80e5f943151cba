import type { Values } from '../attributes/attribute-store.ts'
import type { ChannelEvent } from '../events/channel-event.ts'
import type { SharedFileInfo } from '../facts/channel-fact.ts'
import type { Doer } from '../facts/doer.ts'
import type { ChannelSettings, JoinedThrough } from './channel.ts'
import type { Rule, StandingChange } from './standing-change.ts'

/** In whose name something is done, and the device that need not be informed. */
export interface ChannelOperator {
  user: string
  device: string | null
  /** Who actually did it. */
  doer: Doer
}

/** An event without what all events of a step share. */
export type ToldEvent<Event = ChannelEvent> = Event extends unknown ? Omit<Event, 'channel' | 'by'> : never

/** A change of an existing channel. */
export type ChannelStep =
  | {
      did: 'join'
      users: readonly string[]
      by: ChannelOperator
      /** Only those who joined are informed. */
      quiet: boolean
      /** Those who joined did not ask to, and are informed. */
      unasked: boolean
      /** Text from the user who joined. */
      note: string | null
      through?: JoinedThrough | undefined
      /** Number of members afterwards. */
      memberCount: number
    }
  | {
      did: 'leave'
      users: readonly string[]
      by: ChannelOperator
      /** They did not leave on their own. */
      kicked: boolean
      /** They may not come back. */
      blocked: boolean
      /** Only those who left are informed. */
      quiet: boolean
      memberCount: number
    }
  | { did: 'update'; changes: Partial<ChannelSettings>; by: ChannelOperator; modifiedAt: number }
  | { did: 'hand-over'; from: string; to: string; by: ChannelOperator }
  | { did: 'share-file'; file: string; about: SharedFileInfo; by: ChannelOperator }
  | { did: 'withdraw-file'; file: string; by: ChannelOperator }
  /** Of a room. */
  | { did: 'set-attributes'; values: Values; by: ChannelOperator }
  | { did: 'remove-attributes'; keys: readonly string[]; by: ChannelOperator }
  /** Of a member of a group. */
  | { did: 'set-member-attributes'; user: string; values: Values; by: ChannelOperator }
  /** An event for one user, or for the operator's other devices. */
  | { did: 'tell'; by: ChannelOperator; user: string; event: ToldEvent }
  /** An event for some of the members. */
  | { did: 'tell-members'; by: ChannelOperator; users: readonly string[]; event: ToldEvent }
  /** A member no longer wants the messages of a group, or wants them again. */
  | { did: 'shield'; by: ChannelOperator; shielded: boolean }
  | {
      did: 'standing'
      change: StandingChange
      user: string
      /** End of a mute, ms since 1970. */
      until: number
      by: ChannelOperator
      /** Owner and administrators afterwards. */
      managers: readonly string[]
    }
  | { did: 'rule'; rule: Rule; by: ChannelOperator }
  | { did: 'announce'; text: string; by: ChannelOperator }

/**
 * Merges users who join a room at the same time, or leave it, into one announcement: one each would send a frame to
 * everybody in the room, a million frames for the first thousand users. Groups announce each join separately because
 * their members follow from there.
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

/** Removed users are informed who removed them. */
function alike(a: Leave, b: Leave): boolean {
  return a.quiet === b.quiet && a.kicked === b.kicked && (!a.kicked || a.by.user === b.by.user)
}
