import type { Values } from '../attributes/attribute-store.ts'
import type { ChannelName, ChannelSettings } from '../channels/channel.ts'
import type { Rule, StandingChange } from '../channels/standing-change.ts'
import type { SharedFileInfo } from '../facts/channel-fact.ts'

/** An event of a group or room. */
export type ChannelEvent = {
  channel: ChannelName
  /** The user in whose name it was done. */
  by: string
} & (
  | { what: 'created' }
  | { what: 'destroyed' }
  /** To the user: they have been added without asking. */
  | { what: 'added'; user: string }
  /** To the user: they have been removed. */
  | { what: 'removed'; user: string }
  /** To the others. */
  | { what: 'joined'; users: readonly string[]; memberCount: number; note: string | null }
  /** To the others. */
  | { what: 'left'; users: readonly string[]; memberCount: number }
  | { what: 'updated'; changes: Partial<ChannelSettings>; modifiedAt: number }
  | { what: 'handed-over'; from: string; to: string }
  | { what: 'file-shared'; file: string; about: SharedFileInfo }
  | { what: 'file-withdrawn'; file: string }
  /** Attributes of the room. */
  | { what: 'attributes-set'; values: Values }
  | { what: 'attributes-removed'; keys: readonly string[] }
  /** Attributes of a group member; an empty value means removed. */
  | { what: 'member-attributes-set'; user: string; values: Values }
  /** To the invited user. */
  | { what: 'invited'; user: string }
  /** To the user who sent the invitation. */
  | { what: 'invitation-accepted' | 'invitation-declined'; user: string; inviter: string }
  /** To those who can accept the application. */
  | { what: 'applied'; user: string; reason: string; to: readonly string[] }
  /** To the applicant. */
  | { what: 'application-accepted' | 'application-declined'; user: string; reason: string }
  /** To the other devices of the member. */
  | { what: 'shielded'; shielded: boolean }
  | { what: 'standing'; change: StandingChange; user: string; until: number }
  | { what: 'ruled'; rule: Rule }
  /** Empty if the announcement was removed. */
  | { what: 'announced'; text: string }
)
