import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }
/** Block list calls (rest-groups-rooms.md §0.3, §12 row 24). */
const slow = { calls: 50, seconds: 1 }

export const contactNames = operation({
  id: 'contacts.names',
  method: 'GET',
  path: '/users/:username/contacts/users',
  auth: 'self',
  generation: 'G1',
  summary: 'Names of all contacts; with needReturnRemark=true their remarks too',
  source: 'rest-groups-rooms.md F6; sdk-rest-calls.md C1, C2',
  rate,
})

export const listContacts = operation({
  id: 'contacts.list',
  method: 'GET',
  path: '/user/:username/contacts',
  alsoPaths: ['/users/:username/contacts'],
  auth: 'self',
  generation: 'G3',
  summary: 'Contacts with remarks, newest first, page by page',
  source: 'rest-groups-rooms.md F5; sdk-rest-calls.md C3',
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
  replyIn: 'entities',
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
  replyIn: 'entities',
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
  replyIn: 'entities',
  rate,
})

export const applyForContact = operation({
  id: 'contacts.apply',
  method: 'POST',
  path: '/users/:username/contacts/apply',
  auth: 'self',
  generation: 'client',
  summary: 'Ask users to become contacts',
  source: 'sdk-rest-calls.md C4',
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
  rate,
})

export const setContactRemark = operation({
  id: 'contacts.setRemark',
  method: 'PUT',
  path: '/user/:username/contacts/users/:friend',
  alsoPaths: ['/users/:username/contacts/users/:friend'],
  auth: 'self',
  generation: 'G3',
  summary: 'Write a remark beside a contact (100 characters)',
  source: 'rest-groups-rooms.md F4; sdk-rest-calls.md C8',
  rate,
})

export const importContacts = operation({
  id: 'contacts.import',
  method: 'POST',
  path: '/users/:username/contacts/import',
  auth: 'app',
  generation: 'G3',
  summary: 'Add up to 10 contacts at once',
  source: 'rest-groups-rooms.md F7, §12 row 25',
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
  replyIn: 'entities',
  envelope: { path: '/contacts/check' },
  rate,
})

export const blocklist = operation({
  id: 'contacts.blocklist',
  method: 'GET',
  path: '/users/:username/blocks/users',
  auth: 'self',
  generation: 'G1',
  summary: 'Users that a user has blocked',
  source: 'rest-groups-rooms.md F10; sdk-rest-calls.md C9',
  rate: slow,
})

export const blockUsers = operation({
  id: 'contacts.block',
  method: 'POST',
  path: '/users/:username/blocks/users',
  alsoPaths: ['/sdk/user/:username/blocks'],
  auth: 'self',
  generation: 'G1',
  summary: 'Block users: they can neither write nor ask to be contacts',
  source: 'rest-groups-rooms.md F9; sdk-rest-calls.md C10',
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
  replyIn: 'entities',
  rate: slow,
})

export const unblockUsers = operation({
  id: 'contacts.unblockMany',
  method: 'DELETE',
  path: '/sdk/user/:username/blocks',
  auth: 'self',
  generation: 'client',
  summary: 'Unblock the users that the body names',
  source: 'sdk-rest-calls.md C11',
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
  replyIn: 'entities',
  rate: slow,
})
