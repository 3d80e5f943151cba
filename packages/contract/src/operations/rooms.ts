import { Type } from 'typebox'
import { operation } from '../operation.ts'
import {
  Affiliation,
  Count,
  Names,
  PageQuery,
  RequiredText,
  RequiredUser,
  Roles,
  RolesPart,
  Text,
  Users,
  VersionQuery,
} from './channel-schemas.ts'

const rate = { calls: 100, seconds: 1 }
const slow = { calls: 50, seconds: 1 }

const settingErrors = [
  'channel.field_illegal',
  'channel.name_too_long',
  'channel.description_too_long',
  'channel.custom_too_long',
  'channel.max_users_too_many',
] as const

export const listRooms = operation({
  id: 'rooms.list',
  method: 'GET',
  path: '/chatrooms',
  auth: 'user',
  generation: 'G1',
  summary: 'Rooms of the app, page by page, by number or by cursor',
  source: 'rest-groups-rooms.md C4; sdk-rest-calls.md R1',
  query: PageQuery,
  reply: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      owner: Type.String(),
      affiliations_count: Type.Number(),
      disabled: Type.Boolean(),
    }),
  ),
  envelope: { params: 'echo' },
  rate: slow,
})

export const joinedRooms = operation({
  id: 'rooms.joined',
  method: 'GET',
  path: '/users/:username/joined_chatrooms',
  auth: 'self',
  generation: 'G1',
  summary: 'Rooms a user is in',
  source: 'rest-groups-rooms.md C5; sdk-rest-calls.md R6',
  query: PageQuery,
  reply: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      title: Type.String(),
      disabled: Type.Union([Type.Literal('true'), Type.Literal('false')]),
      owner: Type.String({ description: 'User id of the owner, as `{org}#{app}_{user}`' }),
      created: Type.Number(),
      description: Type.String(),
      max_users: Type.Number(),
    }),
  ),
  envelope: { params: 'echo' },
  errors: ['user.unknown'],
  rate: slow,
})

export const getRooms = operation({
  id: 'rooms.get',
  method: 'GET',
  path: '/chatrooms/:room',
  auth: 'user',
  generation: 'G1',
  summary: 'Details of up to 100 rooms (ids separated by commas); with version=v3 their roles too',
  source: 'rest-groups-rooms.md C6, §12 row 1; sdk-rest-calls.md R3; native.md §8.2',
  query: VersionQuery,
  reply: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      description: Type.String(),
      membersonly: Type.Boolean(),
      allowinvites: Type.Boolean(),
      maxusers: Type.Number(),
      owner: Type.String(),
      created: Type.Number(),
      custom: Type.String(),
      affiliations_count: Type.Number(),
      affiliations: Type.Array(Affiliation),
      public: Type.Boolean(),
      mute: Type.Boolean(),
      disabled: Type.Boolean(),
      roles: RolesPart,
    }),
  ),
  errors: ['channel.not_found'],
  rate,
})

export const roomRoles = operation({
  id: 'rooms.roles',
  method: 'GET',
  path: '/chatrooms/:room/roles',
  auth: 'user',
  generation: 'client',
  summary: 'Administrators of a room, as native SDKs ask for them',
  source: 'native.md §8.2',
  reply: Roles,
  errors: ['channel.unknown'],
  rate,
})

export const createRoom = operation({
  id: 'rooms.create',
  method: 'POST',
  path: '/chatrooms',
  auth: 'user',
  generation: 'G1',
  summary: 'Create a room (the app, or a super administrator); data holds its id',
  source: 'rest-groups-rooms.md C7; sdk-rest-calls.md R2',
  body: Type.Object(
    {
      name: RequiredText,
      description: RequiredText,
      owner: RequiredUser,
      maxusers: Type.Optional(Count),
      members: Type.Optional(Users),
      custom: Type.Optional(Text),
      roomid: Type.Optional(Text),
    },
    { examples: [{ name: 'hall', description: 'for all', maxusers: 300, owner: 'alice', members: ['bob'] }] },
  ),
  fold: { desc: 'description', groupname: 'name' },
  reply: Type.Object({ id: Type.String() }),
  errors: [
    ...settingErrors,
    'channel.field_missing',
    'channel.user_unknown',
    'channel.full',
    'channel.id_taken',
    'channel.id_illegal',
    'room.too_many',
    'room.owner_joined_too_many',
  ],
  rate: slow,
})

export const updateRoom = operation({
  id: 'rooms.update',
  method: 'PUT',
  path: '/chatrooms/:room',
  auth: 'user',
  generation: 'G1',
  summary: 'Change name, description or capacity, or transfer the room with newowner',
  source: 'rest-groups-rooms.md C8, C9, §12 row 2; sdk-rest-calls.md R4',
  body: Type.Object(
    {
      newowner: Type.Optional(RequiredUser),
      groupname: Type.Optional(Text),
      description: Type.Optional(Text),
      maxusers: Type.Optional(Count),
      custom: Type.Optional(Text),
    },
    { examples: [{ groupname: 'hall', description: 'for everybody', maxusers: 500 }] },
  ),
  fold: { name: 'groupname', desc: 'description' },
  reply: Type.Record(Type.String(), Type.Boolean()),
  errors: [
    ...settingErrors,
    'channel.unknown',
    'channel.fields_unknown',
    'channel.user_unknown',
    'channel.same_owner',
    'channel.disabled',
    'channel.not_in',
  ],
  rate,
})

export const deleteRoom = operation({
  id: 'rooms.delete',
  method: 'DELETE',
  path: '/chatrooms/:room',
  auth: 'user',
  generation: 'G1',
  summary: 'Delete a room',
  source: 'rest-groups-rooms.md C10; sdk-rest-calls.md R5',
  reply: Type.Object({ success: Type.Boolean(), id: Type.String() }),
  errors: ['channel.unknown'],
  rate,
})

export const addSuperAdmin = operation({
  id: 'rooms.addSuperAdmin',
  method: 'POST',
  path: '/chatrooms/super_admin',
  auth: 'app',
  generation: 'G2',
  summary: 'Let a user create rooms',
  source: 'rest-groups-rooms.md C1',
  body: Type.Object({ superadmin: RequiredUser }, { examples: [{ superadmin: 'alice' }] }),
  reply: Type.Object({ result: Type.Literal('success'), resource: Type.String() }),
  errors: ['channel.field_missing', 'channel.user_unknown'],
  rate,
})

export const superAdmins = operation({
  id: 'rooms.superAdmins',
  method: 'GET',
  path: '/chatrooms/super_admin',
  auth: 'app',
  generation: 'G2',
  summary: 'Users who may create rooms, page by page',
  source: 'rest-groups-rooms.md C2',
  envelope: { params: 'echo' },
  query: PageQuery,
  reply: Names,
  rate,
})

export const removeSuperAdmin = operation({
  id: 'rooms.removeSuperAdmin',
  method: 'DELETE',
  path: '/chatrooms/super_admin/:username',
  auth: 'app',
  generation: 'G2',
  summary: 'Stop letting a user create rooms',
  source: 'rest-groups-rooms.md C3',
  reply: Type.Object({ newSuperAdmin: Type.String(), resource: Type.String() }),
  errors: ['channel.user_unknown'],
  rate,
})
