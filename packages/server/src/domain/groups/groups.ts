import type { Channels } from '../channels/channels.ts'
import type { Governance } from '../channels/governance.ts'
import type { Members } from '../channels/members.ts'
import type { Admissions } from './admissions.ts'
import type { MemberAttributes } from './member-attributes.ts'
import type { Shields } from './shields.ts'

/** Groups: what they share with rooms, joining by consent, and what only members of groups can do. */
export interface Groups {
  channels: Channels
  members: Members
  memberAttributes: MemberAttributes
  admissions: Admissions
  shields: Shields
  governance: Governance
}
