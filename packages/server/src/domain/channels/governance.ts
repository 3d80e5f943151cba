import { Announcements } from './announcements.ts'
import { Bans } from './bans.ts'
import type { ChannelRules } from './channel-rules.ts'
import type { ChannelServices, Channels } from './channels.ts'
import { Roles } from './roles.ts'
import { Voices } from './voices.ts'

/** What owners and administrators do in groups, or in rooms, besides bringing in members. */
export interface Governance {
  roles: Roles
  voices: Voices
  bans: Bans
  announcements: Announcements
}

export function governanceOf(rules: ChannelRules, services: ChannelServices, channels: Channels): Governance {
  return {
    roles: new Roles(rules, services, channels),
    voices: new Voices(rules, services, channels),
    bans: new Bans(services, channels),
    announcements: new Announcements(rules, channels),
  }
}
