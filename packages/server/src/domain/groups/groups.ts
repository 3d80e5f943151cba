import type { Channels } from '../channels/channels.ts'
import type { Governance } from '../channels/governance.ts'
import type { Members } from '../channels/members.ts'
import type { Admissions } from './admissions.ts'
import type { MemberAttributes } from './member-attributes.ts'

/** Groups: what they share with rooms, and joining by consent. */
export interface Groups {
  channels: Channels
  members: Members
  memberAttributes: MemberAttributes
  admissions: Admissions
  governance: Governance
}
