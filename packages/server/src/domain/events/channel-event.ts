import type { Values } from '../attributes/attribute-store.ts'
import type { ChannelName, ChannelSettings } from '../channels/channel.ts'
import type { Rule, StandingChange } from '../channels/standing-change.ts'

/** What somebody is told about a group or room. */
export type ChannelEvent = {
  channel: ChannelName
  /** In whose name it was done. */
  by: string
} & (
  | { what: 'created' }
  | { what: 'destroyed' }
  /** To the user: he is in now, without having asked. */
  | { what: 'added'; user: string }
  /** To the user: he is out now. */
  | { what: 'removed'; user: string }
  /** To the others. */
  | { what: 'joined'; users: readonly string[]; memberCount: number; note: string | null }
  /** To the others. */
  | { what: 'left'; users: readonly string[]; memberCount: number }
  | { what: 'updated'; changes: Partial<ChannelSettings>; modifiedAt: number }
  | { what: 'handed-over'; from: string; to: string }
  | { what: 'file-shared' | 'file-withdrawn' }
  /** Of the room. */
  | { what: 'attributes-set'; values: Values }
  | { what: 'attributes-removed'; keys: readonly string[] }
  /** Of a member of the group; an empty value: it has gone. */
  | { what: 'member-attributes-set'; user: string; values: Values }
  /** To the user who is asked to come in. */
  | { what: 'invited'; user: string }
  /** To who has invited the user. */
  | { what: 'invitation-accepted' | 'invitation-declined'; user: string; inviter: string }
  /** To those who may let the user in. */
  | { what: 'applied'; user: string; reason: string; to: readonly string[] }
  /** To the applicant. */
  | { what: 'application-accepted' | 'application-declined'; user: string; reason: string }
  /** To the other devices of the member. */
  | { what: 'shielded'; shielded: boolean }
  | { what: 'standing'; change: StandingChange; user: string; until: number }
  | { what: 'ruled'; rule: Rule }
  /** Empty: there is no announcement any more. */
  | { what: 'announced'; text: string }
)
