import type { ChannelRules } from '../channels/channel-rules.ts'

/** rest-groups-rooms.md §2.1, §2.3, §2.5, §12 rows 10 and 11 */
export const roomRules: ChannelRules = {
  kind: 'room',
  defaultUsers: 1000,
  mostUsers: (app) => app.settings.roomUsers,
  mostOfApp: (app) => app.settings.rooms,
  mostOfUser: (app) => app.settings.roomsPerUser,
  readding: 'accept',
  errors: {
    tooManyOfApp: 'room.too_many',
    tooManyOfUser: 'room.joined_too_many',
    tooManyOfFounder: 'room.owner_joined_too_many',
    notMembers: 'room.not_members',
    notIn: 'channel.not_in',
    announcementTooLong: 'room.announcement_too_long',
  },
}
