import type { ChannelRules } from '../channels/channel-rules.ts'

/** rest-groups-rooms.md §1.1, §1.2, §1.4 */
export const groupRules: ChannelRules = {
  kind: 'group',
  defaultUsers: 200,
  mostUsers: (app) => app.settings.groupUsers,
  mostOfApp: (app) => app.settings.groups,
  mostOfUser: (app) => app.settings.groupsPerUser,
  readding: 'refuse',
  errors: {
    tooManyOfApp: 'group.too_many',
    tooManyOfUser: 'group.joined_too_many',
    tooManyOfFounder: 'group.joined_too_many',
    notMembers: 'group.not_members',
    notIn: 'group.not_in',
    announcementTooLong: 'group.announcement_too_long',
  },
}
