import type { ChannelQuota } from '../channels/channel-quota.ts'

/** rest-groups-rooms.md §4 */
export const threadQuota: ChannelQuota = {
  mostOfApp: (app) => app.settings.threadsOfApp,
  mostOfUser: (app) => app.settings.threadsPerUser,
  errors: {
    tooManyOfApp: 'thread.too_many',
    tooManyOfUser: 'thread.joined_too_many',
    tooManyOfFounder: 'thread.joined_too_many',
  },
}
