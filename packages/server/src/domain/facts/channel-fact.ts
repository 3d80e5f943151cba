import type { Channel, ChannelName, ChannelSettings, JoinedThrough } from '../channels/channel.ts'
import type { Rule, StandingChange } from '../channels/standing-change.ts'

/** What can be told of a group or room besides its members. */
export type ChannelInfo = ChannelSettings &
  Pick<Channel, 'owner' | 'muted' | 'disabled' | 'createdAt' | 'modifiedAt'>

/** A file as it was shared. `owner`: the user who shared it, or the owner of the group if the app did. */
export interface SharedFileInfo {
  name: string | null
  /** Bytes. */
  size: number
  owner: string
  /** ms since 1970. */
  createdAt: number
}

/**
 * What happened to a group, room or thread. `owner`: at that moment; `as`: in whose name it was done. These two, `info`, `through`,
 * `blocked` and `about` are absent of facts before they were recorded.
 */
export type ChannelFact = {
  channel: ChannelName
  owner?: string
  as?: string
} & (
  | { kind: 'channel.created'; owner: string; users: readonly string[]; info?: ChannelInfo }
  | { kind: 'channel.destroyed'; users: readonly string[] }
  /** `unasked`: others added them. `note`: text from the user who joined. `through`: who agreed to it. */
  | {
      kind: 'channel.joined'
      users: readonly string[]
      unasked: boolean
      note: string | null
      memberCount: number
      through?: JoinedThrough
    }
  /** `kicked`: others removed them; `blocked`: and keep them out. */
  | {
      kind: 'channel.left'
      users: readonly string[]
      kicked: boolean
      memberCount: number
      blocked?: boolean
    }
  | { kind: 'channel.updated'; changes: Partial<ChannelSettings>; modifiedAt: number; info?: ChannelInfo }
  | { kind: 'channel.handed-over'; from: string; to: string }
  /** `until`: end of a mute, ms since 1970. */
  | { kind: 'channel.standing'; change: StandingChange; user: string; until: number }
  | { kind: 'channel.ruled'; rule: Rule }
  /** Empty if the announcement was removed. */
  | { kind: 'channel.announced'; text: string }
  | { kind: 'channel.file-shared'; file: string; about?: SharedFileInfo }
  | { kind: 'channel.file-withdrawn'; file: string }
  | { kind: 'channel.attributes-set'; values: Readonly<Record<string, string>> }
  | { kind: 'channel.attributes-removed'; keys: readonly string[] }
  /** An empty value means removed. */
  | { kind: 'channel.member-attributes-set'; user: string; values: Readonly<Record<string, string>> }
  /** The doer stopped or resumed delivery of the group's messages. */
  | { kind: 'channel.shielded'; user: string; shielded: boolean }
  | { kind: 'channel.invited'; user: string }
  | { kind: 'channel.invitation-accepted' | 'channel.invitation-declined'; user: string; inviter: string }
  | { kind: 'channel.applied'; user: string; reason: string }
  | { kind: 'channel.application-accepted' | 'channel.application-declined'; user: string; reason: string }
)
