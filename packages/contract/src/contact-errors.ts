import { type ErrorFact, exceeded, forbidden, illegal } from './error-fact.ts'

/**
 * Contacts and block lists (rest-groups-rooms.md §3), and their effect on sending. The web SDKs compare some of these texts
 * (sdk-rest-calls.md §3, msync.md §11): where the documentation lost a bar to its table markup, the text of the SDKs counts.
 */
export const contactErrors = {
  'contact.limit': exceeded('user contact number exceed limit'),
  'contact.inviter_full': exceeded("Inviter's contact max count"),
  'contact.invitee_full': exceeded("Invitee's contact max count"),
  'contact.import_full': exceeded("Inviter's contact max count."),
  'contact.import_too_many': illegal('request user over flow limit:10.'),
  'contact.page_too_large': illegal('getContacts | page size more than max limit : 50'),
  'contact.not_friends': illegal('updateRemark | they are not friends, please add as a friend first.'),
  'contact.remark_too_long': illegal('updateRemark | remark length must less than {limit}'),
  'contact.remark_missing': illegal('remark must be provided'),
  'contact.usernames_missing': illegal('usernames must be provided'),
  'contact.usernames_too_many': illegal('usernames size must be between 1 and {limit}'),
  'contact.reason_too_long': illegal('reason length must less than {limit}'),
  'contact.username_blank': illegal('username cannot be blank'),
  'contact.check_size': illegal('check_list size must be between 1 and 100'),
  'contact.self': illegal('user {username} cannot be in a list of its own'),
  'contact.no_request': forbidden('user {username} has not asked to be a contact'),
  'contact.blocked': {
    ...forbidden('user {username} does not take requests of this user'),
    gateway: { code: 1, reason: 'blocked' },
  },
  'block.limit': exceeded('user blacklist number exceed limit'),

  'send.blocked': { ...forbidden('blocked'), gateway: { code: 1, reason: 'blocked' } },
  'send.not_contact': { ...forbidden('nonroster'), gateway: { code: 1, reason: 'nonroster' } },
} as const satisfies Record<string, ErrorFact>
