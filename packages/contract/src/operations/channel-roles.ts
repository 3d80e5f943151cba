import { operation } from '../operation.ts'
import type { ChannelKind } from './channel-kind.ts'
import {
  Announcement,
  AnnouncementReply,
  Names,
  NewAdmin,
  NewAdminReply,
  NewAnnouncement,
  OldAdminReply,
} from './channel-schemas.ts'

const rate = { calls: 100, seconds: 1 }

/** Administrators and the announcement of groups or rooms. */
export function channelRoles<const Kind extends ChannelKind>({ area, place, name, errors, sources }: Kind) {
  return {
    admins: operation({
      id: `${area}.admins`,
      method: 'GET',
      path: `/${place}/:${name}/admin`,
      auth: 'user',
      generation: 'G2',
      summary: `Administrators of a ${name}`,
      source: sources.admins,
      reply: Names,
      errors: ['channel.unknown'],
      rate,
    }),

    addAdmin: operation({
      id: `${area}.addAdmin`,
      method: 'POST',
      path: `/${place}/:${name}/admin`,
      auth: 'user',
      generation: 'G2',
      summary: 'Make a member an administrator',
      source: sources.addAdmin,
      body: NewAdmin,
      reply: NewAdminReply,
      errors: [
        'channel.field_missing',
        'channel.unknown',
        'channel.disabled',
        'channel.user_unknown',
        'channel.not_in',
        'channel.owner_stays',
        'channel.admins_too_many',
      ],
      rate,
    }),

    removeAdmin: operation({
      id: `${area}.removeAdmin`,
      method: 'DELETE',
      path: `/${place}/:${name}/admin/:username`,
      auth: 'user',
      generation: 'G2',
      summary: 'Make an administrator an ordinary member again',
      source: sources.removeAdmin,
      reply: OldAdminReply,
      errors: ['channel.unknown', 'channel.disabled', 'channel.not_admin'],
      rate,
    }),

    announcement: operation({
      id: `${area}.announcement`,
      method: 'GET',
      path: `/${place}/:${name}/announcement`,
      auth: 'user',
      generation: 'G2',
      summary: `Announcement of a ${name}`,
      source: sources.announcement,
      reply: Announcement,
      errors: ['channel.unknown'],
      rate,
    }),

    setAnnouncement: operation({
      id: `${area}.setAnnouncement`,
      method: 'POST',
      path: `/${place}/:${name}/announcement`,
      auth: 'user',
      generation: 'G2',
      summary: `Change the announcement of a ${name} (512 characters)`,
      source: sources.setAnnouncement,
      body: NewAnnouncement,
      reply: AnnouncementReply,
      errors: [
        'channel.announcement_missing',
        errors.announcementTooLong,
        'channel.unknown',
        'channel.disabled',
      ],
      rate,
    }),
  }
}
