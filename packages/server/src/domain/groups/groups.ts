import type { Channels } from '../channels/channels.ts'
import type { Members } from '../channels/members.ts'
import type { MemberAttributes } from './member-attributes.ts'

/** Groups: what they share with rooms. */
export interface Groups {
  channels: Channels
  members: Members
  memberAttributes: MemberAttributes
}
