import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'
import {
  Added,
  MemberQuery,
  MemberReply,
  Outcome,
  RequiredText,
  Text,
  VersionQuery,
} from './channel-schemas.ts'

const rate = { calls: 100, seconds: 1 }

const addErrors = [
  'channel.unknown',
  'channel.user_unknown',
  'channel.full',
  'channel.blocked',
  'channel.disabled',
  'room.joined_too_many',
] as const

const Removed = Type.Object({
  result: Type.Boolean(),
  id: Type.String(),
  action: Type.Literal('remove_member'),
  user: Type.String(),
  reason: Type.Optional(Type.String()),
})

export const roomMembers = operation({
  id: 'rooms.members',
  method: 'GET',
  path: '/chatrooms/:room/users',
  auth: 'user',
  generation: 'G1',
  summary: 'Members of a room, page by page, by number or by cursor',
  source: 'rest-groups-rooms.md C18; sdk-rest-calls.md R10, R11',
  query: MemberQuery,
  reply: MemberReply,
  envelope: { params: 'echo' },
  errors: ['channel.not_found'],
  rate,
})

export const addRoomMember = operation({
  id: 'rooms.addMember',
  method: 'POST',
  path: '/chatrooms/:room/users/:username',
  auth: 'app',
  generation: 'G1',
  summary: 'Add one user to a room; an existing member stays',
  source: 'rest-groups-rooms.md C19, §12 row 11',
  reply: Type.Object({
    result: Type.Boolean(),
    action: Type.Literal('add_member'),
    id: Type.String(),
    user: Type.String(),
  }),
  errors: addErrors,
  rate,
})

export const addRoomMembers = operation({
  id: 'rooms.addMembers',
  method: 'POST',
  path: '/chatrooms/:room/users',
  auth: 'user',
  generation: 'G1',
  summary: 'Add users to a room',
  source: 'rest-groups-rooms.md C20; sdk-rest-calls.md R7',
  body: Type.Object({ usernames: Added }),
  reply: Type.Object({
    newmembers: Type.Array(Type.String()),
    action: Type.Literal('add_member'),
    id: Type.String(),
  }),
  errors: ['channel.field_missing', 'channel.add_too_many', ...addErrors],
  rate,
})

export const removeRoomMembers = operation({
  id: 'rooms.removeMembers',
  method: 'DELETE',
  path: '/chatrooms/:room/users/:username',
  auth: 'user',
  generation: 'G1',
  summary: 'Remove one member (object, array with version=v3), or several separated by commas (array)',
  source: 'rest-groups-rooms.md C21, C22; sdk-rest-calls.md R8, R9; the Android SDK 3.9.2',
  query: VersionQuery,
  reply: Type.Union([Removed, Type.Array(Removed)]),
  errors: [
    'channel.unknown',
    'channel.remove_too_many',
    'channel.owner_stays',
    'channel.disabled',
    'room.not_members',
  ],
  rate,
})

export const joinRoom = operation({
  id: 'rooms.join',
  method: 'POST',
  path: '/chatrooms/:room/apply',
  auth: 'user',
  generation: 'client',
  summary: 'Join a room; SDKs from 4.1 on do so over the socket',
  source: 'client-quirks.md §3.1; easemob-websdk 3.6.3',
  body: Type.Object({ message: Type.Optional(Text) }),
  reply: Outcome,
  errors: [
    'channel.unknown',
    'channel.full',
    'channel.blocked',
    'channel.disabled',
    'channel.field_illegal',
    'channel.reason_too_long',
    'room.joined_too_many',
  ],
  rate,
})

export const leaveRoom = operation({
  id: 'rooms.leave',
  method: 'DELETE',
  path: '/chatrooms/:room/quit',
  auth: 'user',
  generation: 'client',
  summary: 'Leave a room; SDKs from 4.1 on do so over the socket',
  source: 'easemob-websdk 3.6.3',
  reply: Outcome,
  errors: ['channel.unknown'],
  rate,
})

export const tagRoomMember = operation({
  id: 'rooms.tagMember',
  method: 'PUT',
  path: '/chatrooms/:room/users/:username/tag',
  auth: 'app',
  generation: 'G3',
  summary: 'Replace the tags of a member',
  source: 'rest-groups-rooms.md C40',
  body: Type.Object({
    tags: Type.Array(Type.String(), faults({ required: 'room.tags_illegal', else: 'room.tags_illegal' })),
  }),
  reply: Type.Object({ result: Type.Literal(true) }),
  errors: [
    'channel.unknown',
    'channel.disabled',
    'channel.not_in',
    'room.tags_disabled',
    'room.tags_too_many',
    'room.tag_too_long',
    'room.tags_illegal',
  ],
  rate,
})

export const roomMemberTags = operation({
  id: 'rooms.memberTags',
  method: 'GET',
  path: '/chatrooms/:room/users/:username/tag',
  auth: 'app',
  generation: 'G3',
  summary: 'Tags of a member, and until when each is muted',
  source: 'rest-groups-rooms.md C41',
  reply: Type.Record(Type.String(), Type.String()),
  errors: ['channel.unknown', 'channel.not_in', 'room.tags_disabled'],
  rate,
})

export const muteRoomTag = operation({
  id: 'rooms.muteTag',
  method: 'PUT',
  path: '/chatrooms/:room/tag/mute',
  auth: 'app',
  generation: 'G3',
  summary: 'Mute everyone with a tag for a number of seconds',
  source: 'rest-groups-rooms.md C42',
  body: Type.Object({
    tag: RequiredText,
    mute_duration: Type.Integer({
      minimum: -1,
      ...faults({ required: 'channel.field_missing', else: 'channel.field_illegal' }),
    }),
  }),
  reply: Type.Object({ result: Type.Literal(true) }),
  errors: [
    'channel.unknown',
    'channel.disabled',
    'channel.field_missing',
    'channel.field_illegal',
    'room.tags_disabled',
    'room.tag_unknown',
  ],
  rate,
})
