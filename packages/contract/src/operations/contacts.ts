import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'
import { UserEntity } from './users.ts'

const rate = { calls: 100, seconds: 1 }
/** Block list calls (rest-groups-rooms.md §0.3, §12 row 24). */
const slow = { calls: 50, seconds: 1 }

/** The other user, as an entity (client-quirks.md, reply note 3). */
const Friend = Type.Array(UserEntity)
const Names = Type.Array(Type.String())
/** The path in the reply contains the UUID of the user whose list it is. */
const OfUser = Type.Object({ path: Type.String({ description: '`/users/{uuid of the user}/…`' }) })
/** Newer services send this beside, or instead of, a result (rest-groups-rooms.md F4, F7). */
const Ok = Type.Object({ status: Type.Literal('ok') })
const Paging = { limit: Type.Optional(Type.String()), cursor: Type.Optional(Type.String()) }
const Remarks = Type.Optional(Type.String({ description: '`true`: with remarks' }))
const Contact = Type.Object(
  { username: Type.String(), remark: Type.Union([Type.String(), Type.Null()]) },
  { title: 'Contact' },
)

/** Users named by the caller; the limits are ours, as the documentation has one only for import. */
const usernames = (limit: number, tooMany: 'contact.usernames_too_many' | 'contact.import_too_many') =>
  Type.Array(Type.String({ minLength: 1 }), {
    minItems: 1,
    maxItems: limit,
    limit,
    ...faults({
      required: 'contact.usernames_missing',
      maxItems: tooMany,
      else: 'contact.usernames_missing',
    }),
  })

const CheckList = Type.Object({
  username: Type.String({
    minLength: 1,
    ...faults({ required: 'contact.username_blank', else: 'contact.username_blank' }),
  }),
  check_list: Type.Array(Type.String(), {
    minItems: 1,
    maxItems: 100,
    ...faults({ required: 'contact.check_size', else: 'contact.check_size' }),
  }),
})

export const contactNames = operation({
  id: 'contacts.names',
  method: 'GET',
  path: '/users/:username/contacts/users',
  auth: 'self',
  generation: 'G1',
  summary: 'Names of all contacts in data; with needReturnRemark=true their remarks too, in entities',
  source: 'rest-groups-rooms.md F6; sdk-rest-calls.md C1, C2',
  query: Type.Object({ needReturnRemark: Remarks }),
  reply: Names,
  // One path for two calls that read different parts.
  further: Type.Object({ entities: Type.Array(Contact) }),
  errors: ['user.unknown'],
  rate,
})

export const roster = operation({
  id: 'contacts.roster',
  method: 'GET',
  path: '/users/:username/rosters',
  auth: 'self',
  generation: 'client',
  summary: 'Names of all contacts, and a version that changes when they do, as native SDKs ask for them',
  source: 'native.md §8.2',
  query: Type.Object({
    version: Type.Optional(
      Type.String({ description: 'of the last reply; the list is sent whole in any case' }),
    ),
  }),
  reply: Type.Object({ roster: Names, version: Type.String() }),
  errors: ['user.unknown'],
  rate,
})

export const listContacts = operation({
  id: 'contacts.list',
  method: 'GET',
  path: '/user/:username/contacts',
  alsoPaths: ['/users/:username/contacts'],
  auth: 'self',
  generation: 'G3',
  summary: 'Contacts with remarks, newest first, page by page (limit 1..50, default 10)',
  source: 'rest-groups-rooms.md F5; sdk-rest-calls.md C3',
  query: Type.Object({ ...Paging, needReturnRemark: Remarks }),
  reply: Type.Object({ contacts: Type.Array(Contact), cursor: Type.String() }),
  errors: ['user.unknown', 'contact.page_too_large'],
  rate,
})

export const rosterVersion = operation({
  id: 'contacts.version',
  method: 'GET',
  path: '/user/:username/roster/metadata/version',
  auth: 'self',
  generation: 'G3',
  summary: 'What changes whenever the contacts do: SDK 5 fetches them over its sync socket when it differs',
  source: 'sdk5.md §9.4, §10',
  reply: Type.Object({
    version: Type.String(),
    checkedAt: Type.Number({ description: 'ms since 1970' }),
  }),
  errors: ['user.unknown'],
  rate,
})

export const addContact = operation({
  id: 'contacts.add',
  method: 'POST',
  path: '/users/:username/contacts/users/:friend',
  auth: 'app',
  generation: 'G1',
  summary: 'Make two users contacts of each other at once',
  source: 'rest-groups-rooms.md F1',
  reply: Friend,
  replyIn: 'entities',
  further: OfUser,
  errors: ['user.unknown', 'contact.self', 'contact.limit'],
  rate,
})

export const removeContact = operation({
  id: 'contacts.remove',
  method: 'DELETE',
  path: '/users/:username/contacts/users/:friend',
  auth: 'self',
  generation: 'G1',
  summary: 'End a contact on both sides',
  source: 'rest-groups-rooms.md F2; sdk-rest-calls.md C5',
  reply: Friend,
  replyIn: 'entities',
  further: OfUser,
  errors: ['user.unknown'],
  rate,
})

export const removeAllContacts = operation({
  id: 'contacts.removeAll',
  method: 'DELETE',
  path: '/contacts/users/:username',
  auth: 'app',
  generation: 'G3',
  summary: 'End all contacts of a user on both sides',
  source: 'rest-groups-rooms.md F3',
  reply: Friend,
  replyIn: 'entities',
  errors: ['user.unknown'],
  rate,
})

export const applyForContact = operation({
  id: 'contacts.apply',
  method: 'POST',
  path: '/users/:username/contacts/apply',
  auth: 'self',
  generation: 'client',
  summary: 'Send contact requests to users. A request that crosses theirs accepts it',
  source: 'sdk-rest-calls.md C4',
  body: Type.Object({
    usernames: usernames(100, 'contact.usernames_too_many'),
    reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
  reply: Names,
  errors: [
    'contact.usernames_missing',
    'contact.usernames_too_many',
    'contact.reason_too_long',
    'contact.self',
    'contact.blocked',
    'contact.inviter_full',
    'contact.invitee_full',
    'user.unknown',
  ],
  rate,
})

export const acceptContact = operation({
  id: 'contacts.accept',
  method: 'POST',
  path: '/users/:username/contacts/accept/users/:friend',
  auth: 'self',
  generation: 'client',
  summary: 'Accept a contact request',
  source: 'sdk-rest-calls.md C6',
  reply: Friend,
  replyIn: 'entities',
  errors: ['user.unknown', 'contact.no_request', 'contact.inviter_full', 'contact.invitee_full'],
  rate,
})

export const declineContact = operation({
  id: 'contacts.decline',
  method: 'POST',
  path: '/users/:username/contacts/decline/users/:friend',
  auth: 'self',
  generation: 'client',
  summary: 'Decline a contact request',
  source: 'sdk-rest-calls.md C7',
  reply: Friend,
  replyIn: 'entities',
  errors: ['user.unknown'],
  rate,
})

export const setContactRemark = operation({
  id: 'contacts.setRemark',
  method: 'PUT',
  path: '/user/:username/contacts/users/:friend',
  alsoPaths: ['/users/:username/contacts/users/:friend'],
  auth: 'self',
  generation: 'G3',
  summary: 'Set the remark on a contact (100 characters); an empty one removes it',
  source: 'rest-groups-rooms.md F4; sdk-rest-calls.md C8',
  body: Type.Object({
    remark: Type.String(faults({ required: 'contact.remark_missing', else: 'contact.remark_missing' })),
  }),
  further: Ok,
  errors: ['user.unknown', 'contact.not_friends', 'contact.remark_missing', 'contact.remark_too_long'],
  rate,
})

export const importContacts = operation({
  id: 'contacts.import',
  method: 'POST',
  path: '/users/:username/contacts/import',
  auth: 'app',
  generation: 'G3',
  summary: 'Add up to 10 contacts at once; with isSendNotice=true (query or header) both sides are notified',
  source: 'rest-groups-rooms.md F7, §12 row 25',
  query: Type.Object({ isSendNotice: Type.Optional(Type.String()) }),
  headerQuery: ['isSendNotice'],
  body: Type.Object({ usernames: usernames(10, 'contact.import_too_many') }),
  reply: Type.Object({
    success: Names,
    NotExistFailed: Names,
    maxLimitFailed: Names,
    UnKnowFailed: Names,
  }),
  further: Ok,
  errors: ['user.unknown', 'contact.usernames_missing', 'contact.import_too_many', 'contact.import_full'],
  rate,
})

export const checkContacts = operation({
  id: 'contacts.check',
  method: 'POST',
  path: '/contacts/check',
  auth: 'app',
  generation: 'G3',
  summary: 'Which of up to 100 users are contacts of a user',
  source: 'rest-groups-rooms.md F8',
  body: CheckList,
  reply: Type.Array(
    Type.Object({
      username: Type.String(),
      relation: Type.Union([Type.Literal('friend'), Type.Literal('not_friend')]),
    }),
  ),
  replyIn: 'entities',
  envelope: { path: '/contacts/check' },
  errors: ['contact.username_blank', 'contact.check_size', 'user.unknown'],
  rate,
})

export const blocklist = operation({
  id: 'contacts.blocklist',
  method: 'GET',
  path: '/users/:username/blocks/users',
  auth: 'self',
  generation: 'G1',
  summary: 'Users that a user has blocked, newest first: all of them, or page by page (pageSize 1..50)',
  source: 'rest-groups-rooms.md F10; sdk-rest-calls.md C9',
  query: Type.Object({ pageSize: Type.Optional(Type.String()), cursor: Type.Optional(Type.String()) }),
  reply: Names,
  errors: ['user.unknown'],
  rate: slow,
})

export const blockUsers = operation({
  id: 'contacts.block',
  method: 'POST',
  path: '/users/:username/blocks/users',
  alsoPaths: ['/sdk/user/:username/blocks'],
  auth: 'self',
  generation: 'G1',
  summary: 'Block users: they can neither send messages nor contact requests',
  source: 'rest-groups-rooms.md F9; sdk-rest-calls.md C10',
  body: Type.Object({ usernames: usernames(500, 'contact.usernames_too_many') }),
  reply: Names,
  errors: [
    'user.unknown',
    'contact.usernames_missing',
    'contact.usernames_too_many',
    'contact.self',
    'block.limit',
  ],
  rate: slow,
})

export const unblockUser = operation({
  id: 'contacts.unblock',
  method: 'DELETE',
  path: '/users/:username/blocks/users/:blocked',
  auth: 'self',
  generation: 'G1',
  summary: 'Unblock one user',
  source: 'rest-groups-rooms.md F11',
  reply: Friend,
  replyIn: 'entities',
  further: OfUser,
  errors: ['user.unknown'],
  rate: slow,
})

export const unblockUsers = operation({
  id: 'contacts.unblockMany',
  method: 'DELETE',
  path: '/sdk/user/:username/blocks',
  auth: 'self',
  generation: 'client',
  summary: 'Unblock the users named in the body',
  source: 'sdk-rest-calls.md C11',
  body: Type.Object({ usernames: usernames(500, 'contact.usernames_too_many') }),
  reply: Names,
  errors: ['user.unknown', 'contact.usernames_missing', 'contact.usernames_too_many'],
  rate: slow,
})

export const checkBlocks = operation({
  id: 'contacts.checkBlocks',
  method: 'POST',
  path: '/blocks/check',
  auth: 'app',
  generation: 'G3',
  summary: 'Which of up to 100 users a user has blocked',
  source: 'rest-groups-rooms.md F12',
  body: CheckList,
  reply: Type.Array(
    Type.Object({
      username: Type.String(),
      relation: Type.Union([Type.Literal('blacklist'), Type.Literal('not_blacklist')]),
    }),
  ),
  replyIn: 'entities',
  envelope: { path: '/blocks/check' },
  errors: ['contact.username_blank', 'contact.check_size', 'user.unknown'],
  rate: slow,
})
