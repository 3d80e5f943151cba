import type { ChannelName, ChannelSettings } from '../channels/channel.ts'
import type { Rule, StandingChange } from '../channels/standing-change.ts'

/** What happened to a group, room or thread. */
export type ChannelFact = {
  channel: ChannelName
} & (
  | { kind: 'channel.created'; owner: string; users: readonly string[] }
  | { kind: 'channel.destroyed'; users: readonly string[] }
  /** `unasked`: others added them. `note`: text from the user who joined. */
  | {
      kind: 'channel.joined'
      users: readonly string[]
      unasked: boolean
      note: string | null
      memberCount: number
    }
  /** `kicked`: others removed them. */
  | { kind: 'channel.left'; users: readonly string[]; kicked: boolean; memberCount: number }
  | { kind: 'channel.updated'; changes: Partial<ChannelSettings>; modifiedAt: number }
  | { kind: 'channel.handed-over'; from: string; to: string }
  /** `until`: end of a mute, ms since 1970. */
  | { kind: 'channel.standing'; change: StandingChange; user: string; until: number }
  | { kind: 'channel.ruled'; rule: Rule }
  /** Empty if the announcement was removed. */
  | { kind: 'channel.announced'; text: string }
  | { kind: 'channel.file-shared'; file: string }
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
