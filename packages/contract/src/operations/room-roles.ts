import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

export const roomAdmins = operation({
  id: 'rooms.admins',
  method: 'GET',
  path: '/chatrooms/:room/admin',
  auth: 'user',
  generation: 'G2',
  summary: 'Administrators of a room',
  source: 'rest-groups-rooms.md C23; sdk-rest-calls.md R12',
  rate,
})

export const addRoomAdmin = operation({
  id: 'rooms.addAdmin',
  method: 'POST',
  path: '/chatrooms/:room/admin',
  auth: 'user',
  generation: 'G2',
  summary: 'Make a member an administrator',
  source: 'rest-groups-rooms.md C24; sdk-rest-calls.md R13',
  rate,
})

export const removeRoomAdmin = operation({
  id: 'rooms.removeAdmin',
  method: 'DELETE',
  path: '/chatrooms/:room/admin/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Make an administrator a member again',
  source: 'rest-groups-rooms.md C25; sdk-rest-calls.md R14',
  rate,
})

export const roomBlocklist = operation({
  id: 'rooms.blocklist',
  method: 'GET',
  path: '/chatrooms/:room/blocks/users',
  auth: 'user',
  generation: 'G2',
  summary: 'Users who were removed and may not come back',
  source: 'rest-groups-rooms.md C26; sdk-rest-calls.md R25',
  rate,
})

export const blockRoomMember = operation({
  id: 'rooms.block',
  method: 'POST',
  path: '/chatrooms/:room/blocks/users/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Remove and block one member (array with version=v3)',
  source: 'rest-groups-rooms.md C27; sdk-rest-calls.md R21',
  rate,
})

export const blockRoomMembers = operation({
  id: 'rooms.blockMany',
  method: 'POST',
  path: '/chatrooms/:room/blocks/users',
  auth: 'user',
  generation: 'G2',
  summary: 'Remove and block members',
  source: 'rest-groups-rooms.md C28; sdk-rest-calls.md R22',
  rate,
})

export const unblockRoomMembers = operation({
  id: 'rooms.unblock',
  method: 'DELETE',
  path: '/chatrooms/:room/blocks/users/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Unblock one user (object, array with version=v3), or several separated by commas (array)',
  source: 'rest-groups-rooms.md C29, C30; sdk-rest-calls.md R23, R24',
  rate,
})

export const roomAllowlist = operation({
  id: 'rooms.allowlist',
  method: 'GET',
  path: '/chatrooms/:room/white/users',
  auth: 'user',
  generation: 'G2',
  summary: 'Members who may speak while all are muted',
  source: 'rest-groups-rooms.md C31; sdk-rest-calls.md R28',
  rate,
})

export const isOnRoomAllowlist = operation({
  id: 'rooms.isAllowed',
  method: 'GET',
  path: '/chatrooms/:room/white/users/:username',
  auth: 'user',
  generation: 'client',
  summary: 'Whether a member may speak while all are muted',
  source: 'sdk-rest-calls.md R29',
  rate,
})

export const allowRoomMember = operation({
  id: 'rooms.allow',
  method: 'POST',
  path: '/chatrooms/:room/white/users/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Put one member on the allowlist',
  source: 'rest-groups-rooms.md C32',
  rate,
})

export const allowRoomMembers = operation({
  id: 'rooms.allowMany',
  method: 'POST',
  path: '/chatrooms/:room/white/users',
  auth: 'user',
  generation: 'G2',
  summary: 'Put members on the allowlist',
  source: 'rest-groups-rooms.md C33; sdk-rest-calls.md R26',
  rate,
})

export const disallowRoomMembers = operation({
  id: 'rooms.disallow',
  method: 'DELETE',
  path: '/chatrooms/:room/white/users/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Take members (names separated by commas) off the allowlist',
  source: 'rest-groups-rooms.md C34; sdk-rest-calls.md R27',
  rate,
})

export const roomMutelist = operation({
  id: 'rooms.mutelist',
  method: 'GET',
  path: '/chatrooms/:room/mute',
  auth: 'user',
  generation: 'G2',
  summary: 'Muted members and until when',
  source: 'rest-groups-rooms.md C35; sdk-rest-calls.md R17',
  rate,
})

export const isMutedInRoom = operation({
  id: 'rooms.isMuted',
  method: 'GET',
  path: '/sdk/chatrooms/:room/mute/:username',
  auth: 'user',
  generation: 'client',
  summary: 'Whether a member is muted',
  source: 'sdk-rest-calls.md R18',
  rate,
})

export const muteRoomMembers = operation({
  id: 'rooms.mute',
  method: 'POST',
  path: '/chatrooms/:room/mute',
  auth: 'user',
  generation: 'G2',
  summary: 'Mute members for a time in ms',
  source: 'rest-groups-rooms.md C36; sdk-rest-calls.md R15',
  rate,
})

export const unmuteRoomMembers = operation({
  id: 'rooms.unmute',
  method: 'DELETE',
  path: '/chatrooms/:room/mute/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Unmute members (names separated by commas)',
  source: 'rest-groups-rooms.md C37; sdk-rest-calls.md R16',
  rate,
})

export const muteRoom = operation({
  id: 'rooms.muteAll',
  method: 'POST',
  path: '/chatrooms/:room/ban',
  auth: 'user',
  generation: 'G2',
  summary: 'Mute all members',
  source: 'rest-groups-rooms.md C38; sdk-rest-calls.md R19',
  rate,
})

export const unmuteRoom = operation({
  id: 'rooms.unmuteAll',
  method: 'DELETE',
  path: '/chatrooms/:room/ban',
  auth: 'user',
  generation: 'G2',
  summary: 'Let all members speak again; who was muted by name stays muted',
  source: 'rest-groups-rooms.md C39; sdk-rest-calls.md R20',
  rate,
})
