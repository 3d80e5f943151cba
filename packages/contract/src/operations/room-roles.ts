import { Type } from 'typebox'
import { operation } from '../operation.ts'
import {
  AllowedReply,
  Mute,
  MuteAllReply,
  Muted,
  MuteReply,
  Names,
  NewAdmin,
  NewAdminReply,
  OldAdminReply,
  PageQuery,
  roomMark,
  UnmuteReply,
  userNames,
  VersionQuery,
} from './channel-schemas.ts'

const rate = { calls: 100, seconds: 1 }

export const roomAdmins = operation({
  id: 'rooms.admins',
  method: 'GET',
  path: '/chatrooms/:room/admin',
  auth: 'user',
  generation: 'G2',
  summary: 'Administrators of a room',
  source: 'rest-groups-rooms.md C23; sdk-rest-calls.md R12',
  reply: Names,
  errors: ['channel.unknown'],
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
})

export const removeRoomAdmin = operation({
  id: 'rooms.removeAdmin',
  method: 'DELETE',
  path: '/chatrooms/:room/admin/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Make an administrator a member again',
  source: 'rest-groups-rooms.md C25; sdk-rest-calls.md R14',
  reply: OldAdminReply,
  errors: ['channel.unknown', 'channel.disabled', 'channel.not_admin'],
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
  query: PageQuery,
  reply: Names,
  envelope: { params: 'echo' },
  errors: ['channel.unknown'],
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
  query: VersionQuery,
  reply: Type.Union([roomMark('add_blocks'), Type.Array(roomMark('add_blocks'))]),
  errors: ['channel.unknown', 'channel.disabled', 'room.not_members', 'channel.owner_stays'],
  rate,
})

export const blockRoomMembers = operation({
  id: 'rooms.blockMany',
  method: 'POST',
  path: '/chatrooms/:room/blocks/users',
  auth: 'user',
  generation: 'G2',
  summary:
    'Remove and block members; one name is answered by one object (array with version=v3), several by an array',
  source: 'rest-groups-rooms.md C28; sdk-rest-calls.md R22; client-quirks.md "What these programs rely on" 3',
  query: VersionQuery,
  body: Type.Object({ usernames: userNames(60, 'channel.block_too_many') }),
  reply: Type.Union([roomMark('add_blocks'), Type.Array(roomMark('add_blocks'))]),
  errors: ['channel.field_missing', 'channel.block_too_many', 'channel.unknown', 'channel.disabled'],
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
  query: VersionQuery,
  reply: Type.Union([roomMark('remove_blocks'), Type.Array(roomMark('remove_blocks'))]),
  errors: ['channel.unknown', 'channel.disabled', 'channel.unblock_too_many', 'room.not_members'],
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
  query: PageQuery,
  reply: Names,
  envelope: { params: 'echo' },
  errors: ['channel.unknown'],
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
  reply: AllowedReply,
  errors: ['channel.unknown'],
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
  query: VersionQuery,
  reply: Type.Union([roomMark('add_user_whitelist'), Type.Array(roomMark('add_user_whitelist'))]),
  errors: ['channel.unknown', 'channel.disabled', 'room.not_members'],
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
  query: VersionQuery,
  body: Type.Object({ usernames: userNames(100, 'channel.allow_too_many') }),
  reply: Type.Array(roomMark('add_user_whitelist')),
  errors: ['channel.field_missing', 'channel.allow_too_many', 'channel.unknown', 'channel.disabled'],
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
  query: VersionQuery,
  reply: Type.Array(roomMark('remove_user_whitelist')),
  errors: ['channel.unknown', 'channel.disabled', 'channel.disallow_too_many'],
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
  query: PageQuery,
  reply: Type.Array(Muted),
  envelope: { params: 'echo' },
  errors: ['channel.unknown'],
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
  reply: Type.Boolean(),
  errors: ['channel.unknown'],
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
  body: Mute,
  reply: MuteReply,
  errors: [
    'channel.field_missing',
    'channel.field_illegal',
    'channel.mute_too_many',
    'channel.unknown',
    'channel.disabled',
    'room.not_members',
    'channel.owner_stays',
  ],
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
  reply: UnmuteReply,
  errors: ['channel.unknown', 'channel.disabled', 'room.unmute_too_many'],
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
  reply: MuteAllReply,
  errors: ['channel.unknown', 'channel.disabled'],
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
  reply: MuteAllReply,
  errors: ['channel.unknown', 'channel.disabled'],
  rate,
})
