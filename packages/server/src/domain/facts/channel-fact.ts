import type { ChannelName, ChannelSettings } from '../channels/channel.ts'
import type { Rule, StandingChange } from '../channels/standing-change.ts'

/** What happened to a group, room or thread. */
export type ChannelFact = {
  channel: ChannelName
} & (
  | { kind: 'channel.created'; owner: string; users: readonly string[] }
  | { kind: 'channel.destroyed'; users: readonly string[] }
  /** `unasked`: others brought them in. `note`: text of who joined. */
  | {
      kind: 'channel.joined'
      users: readonly string[]
      unasked: boolean
      note: string | null
      memberCount: number
    }
  /** `kicked`: others took them out. */
  | { kind: 'channel.left'; users: readonly string[]; kicked: boolean; memberCount: number }
  | { kind: 'channel.updated'; changes: Partial<ChannelSettings>; modifiedAt: number }
  | { kind: 'channel.handed-over'; from: string; to: string }
  /** `until`: of a mute, ms since 1970. */
  | { kind: 'channel.standing'; change: StandingChange; user: string; until: number }
  | { kind: 'channel.ruled'; rule: Rule }
  /** Empty: there is no announcement any more. */
  | { kind: 'channel.announced'; text: string }
  | { kind: 'channel.file-shared'; file: string }
  | { kind: 'channel.file-withdrawn'; file: string }
  | { kind: 'channel.attributes-set'; values: Readonly<Record<string, string>> }
  | { kind: 'channel.attributes-removed'; keys: readonly string[] }
  /** An empty value: it has gone. */
  | { kind: 'channel.member-attributes-set'; user: string; values: Readonly<Record<string, string>> }
  /** The doer wants the messages of the group no more, or again. */
  | { kind: 'channel.shielded'; user: string; shielded: boolean }
  | { kind: 'channel.invited'; user: string }
  | { kind: 'channel.invitation-accepted' | 'channel.invitation-declined'; user: string; inviter: string }
  | { kind: 'channel.applied'; user: string; reason: string }
  | { kind: 'channel.application-accepted' | 'channel.application-declined'; user: string; reason: string }
)
