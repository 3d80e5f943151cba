import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'
import {
  Affiliation,
  Count,
  Flag,
  PageQuery,
  RequiredUser,
  RolesPart,
  Text,
  Users,
  VersionQuery,
} from './channel-schemas.ts'

const rate = { calls: 100, seconds: 1 }
/** Reads of joined groups have the same limit, but no common pool (rest-groups-rooms.md §0.3). */
const slow = { calls: 50, seconds: 1 }

/** Names that other generations use for the same field (rest-groups-rooms.md §1.7 "Compat advice"). */
const aliases = {
  name: 'groupname',
  desc: 'description',
  approval: 'membersonly',
  members_only: 'membersonly',
} as const

const settings = {
  groupname: Type.Optional(Text),
  description: Type.Optional(Text),
  avatar: Type.Optional(Text),
  custom: Type.Optional(Text),
  maxusers: Type.Optional(Count),
  membersonly: Type.Optional(Flag),
  allowinvites: Type.Optional(Flag),
  invite_need_confirm: Type.Optional(Flag),
}
const settingErrors = [
  'channel.field_illegal',
  'channel.name_too_long',
  'channel.description_too_long',
  'channel.avatar_too_long',
  'channel.custom_too_long',
  'channel.max_users_too_many',
] as const

/** Fields of a group in every list with details. */
const details = {
  name: Type.String(),
  avatar: Type.String(),
  description: Type.String(),
  owner: Type.String(),
  disabled: Type.Boolean(),
  public: Type.Boolean(),
  allowinvites: Type.Boolean(),
  membersonly: Type.Boolean(),
  maxusers: Type.Number(),
  created: Type.Number(),
  affiliations_count: Type.Number(),
}

export const listGroups = operation({
  id: 'groups.list',
  method: 'GET',
  path: '/chatgroups',
  auth: 'app',
  generation: 'G1',
  summary:
    'Groups of the app, newest first: all of them (up to 10,000) as in 2014, or one page if limit or cursor is given',
  source: 'seed 001 "获取app中所有的群组"; rest-groups-rooms.md G1, §1.7',
  query: Type.Object({ limit: Type.Optional(Type.String()), cursor: Type.Optional(Type.String()) }),
  reply: Type.Array(
    Type.Object({
      groupid: Type.String(),
      groupname: Type.String(),
      owner: Type.String({ description: 'User id of the owner, as `{org}#{app}_{user}`' }),
      affiliations: Type.Number(),
      type: Type.Literal('group'),
      lastModified: Type.String(),
      last_modified: Type.String({ sameAs: 'lastModified' }),
    }),
  ),
  envelope: { uri: 'base', entities: true, params: 'echo' },
  rate,
})

export const listPublicGroups = operation({
  id: 'groups.listPublic',
  method: 'GET',
  path: '/publicchatgroups',
  auth: 'user',
  generation: 'client',
  summary: 'Groups that anyone may find and join, page by page',
  source: 'sdk-rest-calls.md G7',
  query: Type.Object({ limit: Type.Optional(Type.String()), cursor: Type.Optional(Type.String()) }),
  reply: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      groupid: Type.String(),
      groupname: Type.String(),
    }),
  ),
  envelope: { params: 'echo' },
  rate,
})

export const joinedGroups = operation({
  id: 'groups.joined',
  method: 'GET',
  path: '/users/:username/joined_chatgroups',
  auth: 'self',
  generation: 'G1',
  summary: 'Groups a user is in, id and name (pages from 1)',
  source: 'rest-groups-rooms.md G2L; sdk-rest-calls.md G8, G9',
  query: PageQuery,
  reply: Type.Array(
    Type.Object({
      groupid: Type.String(),
      groupname: Type.String(),
      id: Type.String(),
      name: Type.String(),
      disabled: Type.Boolean(),
      permission: Type.String(),
    }),
  ),
  envelope: { params: 'echo' },
  errors: ['user.unknown'],
  rate: slow,
})

export const joinedGroupDetails = operation({
  id: 'groups.joinedDetails',
  method: 'GET',
  path: '/chatgroups/user/:username',
  auth: 'self',
  generation: 'G3',
  summary: 'Groups a user is in, with details and role (pages from 0)',
  source: 'rest-groups-rooms.md G2; sdk-rest-calls.md G10',
  query: PageQuery,
  reply: Type.Array(
    Type.Object({ groupId: Type.String(), id: Type.String(), permission: Type.String(), ...details }),
  ),
  replyIn: 'entities',
  errors: ['user.unknown'],
  rate: slow,
})

export const joinedGroupCount = operation({
  id: 'groups.joinedCount',
  method: 'GET',
  path: '/chatgroups/user/:username/joined_count',
  auth: 'self',
  generation: 'client',
  summary: 'How many groups a user is in',
  source: 'sdk-rest-calls.md G11',
  reply: Type.Number(),
  errors: ['user.unknown'],
  rate,
})

export const isGroupMember = operation({
  id: 'groups.isMember',
  method: 'GET',
  alsoMethods: ['POST'],
  path: '/chatgroups/:group/user/:username/is_joined',
  auth: 'app',
  generation: 'G3',
  summary: 'Whether a user is in a group',
  source: 'rest-groups-rooms.md G3, §12 row 5',
  reply: Type.Boolean(),
  errors: ['channel.unknown'],
  rate,
})

export const getGroups = operation({
  id: 'groups.get',
  method: 'GET',
  path: '/chatgroups/:group',
  auth: 'user',
  generation: 'G1',
  summary:
    'Details and members of up to 100 groups (ids separated by commas); with version=v3 their roles too',
  source: 'rest-groups-rooms.md G4; sdk-rest-calls.md G6; native.md §8.2',
  query: Type.Object({ joined_time: Type.Optional(Type.String()), ...VersionQuery.properties }),
  reply: Type.Array(
    Type.Union([
      Type.Object({
        id: Type.String(),
        ...details,
        custom: Type.String(),
        mute: Type.Boolean(),
        shieldgroup: Type.Boolean({ description: 'of the calling user' }),
        permission: Type.Optional(Type.String({ description: 'of the calling user' })),
        affiliations: Type.Array(Affiliation),
        roles: RolesPart,
      }),
      Type.Object({ id: Type.String(), error: Type.String() }),
    ]),
  ),
  errors: ['channel.unknown'],
  rate,
})

export const createGroup = operation({
  id: 'groups.create',
  method: 'POST',
  path: '/chatgroups',
  auth: 'user',
  generation: 'G1',
  summary: 'Create a group; data holds its id (a second time, as `id`, with version=v3)',
  source: 'seed 001 "创建一个群组"; rest-groups-rooms.md G5, §1.7; sdk-rest-calls.md G1; native.md §8.2',
  query: VersionQuery,
  body: Type.Object(
    {
      public: Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')], {
        alsoAccepts: 'the texts `true` and `false`',
        ...faults({ required: 'channel.public_missing', else: 'channel.field_illegal' }),
      }),
      owner: RequiredUser,
      members: Type.Optional(Users),
      groupid: Type.Optional(Text),
      ...settings,
    },
    { examples: [{ groupname: 'team', description: 'us', public: true, owner: 'alice', members: ['bob'] }] },
  ),
  fold: aliases,
  reply: Type.Object({ groupid: Type.String(), id: Type.Optional(Type.String()) }),
  envelope: { entities: true },
  errors: [
    ...settingErrors,
    'channel.public_missing',
    'channel.field_missing',
    'channel.user_unknown',
    'channel.full',
    'channel.id_taken',
    'channel.id_illegal',
    'group.too_many',
    'group.joined_too_many',
  ],
  rate,
})

export const updateGroup = operation({
  id: 'groups.update',
  method: 'PUT',
  path: '/chatgroups/:group',
  auth: 'user',
  generation: 'G1',
  summary: 'Change properties, or transfer the group with newowner',
  source: 'rest-groups-rooms.md G6, G7; sdk-rest-calls.md G2, G3',
  body: Type.Object(
    { newowner: Type.Optional(RequiredUser), public: Type.Optional(Flag), ...settings },
    { examples: [{ groupname: 'team', description: 'all of us' }] },
  ),
  fold: aliases,
  reply: Type.Record(Type.String(), Type.Boolean()),
  errors: [
    ...settingErrors,
    'channel.unknown',
    'channel.fields_unknown',
    'channel.user_unknown',
    'channel.same_owner',
    'channel.disabled',
    'group.not_in',
  ],
  rate,
})

export const deleteGroup = operation({
  id: 'groups.delete',
  method: 'DELETE',
  path: '/chatgroups/:group',
  auth: 'user',
  generation: 'G1',
  summary: 'Delete a group and its threads',
  source: 'seed 001 "删除群组"; rest-groups-rooms.md G8; sdk-rest-calls.md G4',
  reply: Type.Object({ success: Type.Boolean(), groupid: Type.String(), id: Type.String() }),
  envelope: { uri: 'base', entities: true, params: 'empty' },
  errors: ['channel.unknown'],
  rate,
})

export const disableGroup = operation({
  id: 'groups.disable',
  method: 'POST',
  path: '/chatgroups/:group/disable',
  auth: 'app',
  generation: 'G3',
  summary: 'Ban a group: nobody can send in it or manage it',
  source: 'rest-groups-rooms.md G9',
  reply: Type.Object({ disabled: Type.Boolean() }),
  errors: ['channel.unknown'],
  rate,
})

export const enableGroup = operation({
  id: 'groups.enable',
  method: 'POST',
  path: '/chatgroups/:group/enable',
  auth: 'app',
  generation: 'G3',
  summary: 'Lift the ban of a group',
  source: 'rest-groups-rooms.md G10',
  reply: Type.Object({ disabled: Type.Boolean() }),
  errors: ['channel.unknown'],
  rate,
})
