import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'
import { group } from './channel-kind.ts'
import {
  Added,
  MemberQuery,
  MemberReply,
  NotifyQuery,
  Outcome,
  RequiredFlag,
  RequiredUser,
  Text,
  userNames,
  userOutcome,
  VersionQuery,
} from './channel-schemas.ts'

const rate = { calls: 100, seconds: 1 }

const addErrors = [
  'channel.unknown',
  'channel.user_unknown',
  'channel.full',
  'channel.blocked',
  'channel.disabled',
  'group.member_exists',
  'group.joined_too_many',
] as const

/** Reasons that prevent a user from joining. */
const entryErrors = [
  'channel.unknown',
  'channel.full',
  'channel.blocked',
  'channel.disabled',
  'group.joined_too_many',
] as const

const Shielded = Type.Object({
  action: Type.Union([Type.Literal('shield'), Type.Literal('unshield')]),
  groupid: Type.String(),
  result: Type.Boolean(),
  user: Type.String(),
})

const Removed = Type.Object({
  result: Type.Boolean(),
  groupid: Type.String(),
  action: Type.Literal('remove_member'),
  user: Type.String(),
  reason: Type.Optional(Type.String()),
})

export const groupMembers = operation({
  id: 'groups.members',
  method: 'GET',
  path: '/chatgroups/:group/users',
  auth: 'user',
  generation: 'G1',
  summary: 'Members of a group, page by page, by number or by cursor',
  source: 'seed 001 "获取群组中的所有成员"; rest-groups-rooms.md G17, G17c; sdk-rest-calls.md G12, G13',
  query: MemberQuery,
  reply: MemberReply,
  envelope: { params: 'echo' },
  errors: ['channel.not_found'],
  rate,
})

export const addGroupMember = operation({
  id: 'groups.addMember',
  method: 'POST',
  path: '/chatgroups/:group/users/:username',
  auth: 'app',
  generation: 'G1',
  summary: 'Add one user to a group at once',
  source: 'seed 001 "在群组中添加一个人"; rest-groups-rooms.md G18',
  query: NotifyQuery,
  reply: Type.Object({
    result: Type.Boolean(),
    groupid: Type.String(),
    action: Type.Literal('add_member'),
    user: Type.String(),
  }),
  errors: addErrors,
  rate,
})

export const addGroupMembers = operation({
  id: 'groups.addMembers',
  method: 'POST',
  path: '/chatgroups/:group/users',
  auth: 'app',
  generation: 'G1',
  summary: 'Add users to a group at once; existing members are skipped',
  source: 'rest-groups-rooms.md G19',
  query: NotifyQuery,
  body: Type.Object({ usernames: Added }),
  reply: Type.Object({
    newmembers: Type.Array(Type.String()),
    groupid: Type.String(),
    action: Type.Literal('add_member'),
  }),
  errors: ['channel.field_missing', 'channel.add_too_many', ...addErrors],
  rate,
})

export const removeGroupMembers = operation({
  id: 'groups.removeMembers',
  method: 'DELETE',
  path: '/chatgroups/:group/users/:username',
  auth: 'user',
  generation: 'G1',
  summary: 'Remove one member (object, array with version=v3), or several separated by commas (array)',
  source:
    'seed 001 "在群组中减少一个人"; rest-groups-rooms.md G20, G21; sdk-rest-calls.md G14, G15; native.md §8.2',
  query: Type.Object({ ...NotifyQuery.properties, ...VersionQuery.properties }),
  reply: Type.Union([Removed, Type.Array(Removed)]),
  errors: [
    'channel.unknown',
    'channel.remove_too_many',
    'channel.owner_stays',
    'channel.disabled',
    'group.not_members',
  ],
  rate,
})

export const removeGroupMembersInBody = operation({
  id: 'groups.removeMany',
  method: 'DELETE',
  path: '/chatgroups/:group/users',
  auth: 'user',
  generation: 'G1',
  summary: 'Remove the members named in the body',
  source: "the vendor's PHP sample; client-quirks.md Q7",
  query: NotifyQuery,
  body: Type.Object({ usernames: userNames(60, 'channel.remove_too_many') }),
  reply: Type.Array(Removed),
  errors: [
    'channel.field_missing',
    'channel.unknown',
    'channel.remove_too_many',
    'channel.owner_stays',
    'channel.disabled',
    'group.not_members',
  ],
  rate,
})

export const inviteToGroup = operation({
  id: 'groups.invite',
  method: 'POST',
  path: '/chatgroups/:group/invite',
  auth: 'user',
  generation: 'client',
  summary: 'Invite users; those who need not confirm join at once',
  source: 'rest-groups-rooms.md §1.6; sdk-rest-calls.md G16',
  body: Type.Object({ usernames: Added }),
  reply: Type.Array(Outcome),
  errors: [
    ...entryErrors,
    'channel.field_missing',
    'channel.add_too_many',
    'channel.user_unknown',
    'group.invited_member',
  ],
  rate,
})

export const answerGroupInvitation = operation({
  id: 'groups.answerInvitation',
  method: 'POST',
  path: '/chatgroups/:group/invite_verify',
  auth: 'user',
  generation: 'client',
  summary: 'Accept or decline an invitation',
  source: 'rest-groups-rooms.md §1.6; sdk-rest-calls.md G19',
  body: Type.Object({ invitee: RequiredUser, verifyResult: RequiredFlag }),
  reply: Outcome,
  errors: [...entryErrors, 'channel.field_missing', 'channel.field_illegal', 'group.not_invited'],
  rate,
})

export const applyToGroup = operation({
  id: 'groups.apply',
  method: 'POST',
  path: '/chatgroups/:group/apply',
  auth: 'user',
  generation: 'client',
  summary: 'Join a public group, or apply to its owner',
  source: 'rest-groups-rooms.md §1.6; sdk-rest-calls.md G17',
  body: Type.Object({ message: Type.Optional(Text) }),
  reply: Outcome,
  errors: [
    ...entryErrors,
    'channel.field_illegal',
    'channel.reason_too_long',
    'group.not_public',
    'group.member_exists',
  ],
  rate,
})

export const answerGroupApplication = operation({
  id: 'groups.answerApplication',
  method: 'POST',
  path: '/chatgroups/:group/apply_verify',
  auth: 'user',
  generation: 'client',
  summary: 'Accept or reject an applicant',
  source: 'rest-groups-rooms.md §1.6; sdk-rest-calls.md G18',
  body: Type.Object({
    applicant: RequiredUser,
    verifyResult: RequiredFlag,
    reason: Type.Optional(Text),
  }),
  reply: Outcome,
  errors: [
    ...entryErrors,
    'channel.field_missing',
    'channel.field_illegal',
    'channel.reason_too_long',
    'group.not_applied',
  ],
  rate,
})

export const leaveGroup = operation({
  id: 'groups.leave',
  method: 'DELETE',
  path: '/chatgroups/:group/quit',
  auth: 'user',
  generation: 'client',
  summary: 'Leave a group',
  source: 'sdk-rest-calls.md G5',
  reply: Type.Object({ result: Type.Boolean() }),
  errors: ['channel.unknown', 'channel.disabled', 'channel.owner_stays'],
  rate,
})

export const shieldGroup = operation({
  id: 'groups.shield',
  method: 'POST',
  path: '/chatgroups/:group/shield',
  auth: 'user',
  generation: 'client',
  summary: 'Stop receiving the messages of a group without leaving it',
  source: 'sdk-rest-calls.md G47',
  reply: Shielded,
  errors: ['channel.unknown', 'group.not_members'],
  rate,
})

export const unshieldGroup = operation({
  id: 'groups.unshield',
  method: 'DELETE',
  path: '/chatgroups/:group/shield',
  auth: 'user',
  generation: 'client',
  summary: 'Receive the messages of a group again',
  source: 'sdk-rest-calls.md G48',
  reply: Shielded,
  errors: ['channel.unknown', 'group.not_members'],
  rate,
})

const Values = Type.Record(Type.String(), Type.String())
const memberAttributeErrors = [
  'group.attributes_no_group',
  'group.attributes_unknown',
  'group.attribute_key_too_long',
  'group.attribute_value_too_long',
  'group.attributes_too_large',
  'channel.disabled',
] as const

export const setGroupMemberAttributes = operation({
  id: 'groups.setMemberAttributes',
  method: 'PUT',
  path: '/metadata/chatgroup/:group/user/:username',
  alsoPaths: ['/sdk/metadata/chatgroup/:group/user/:username'],
  auth: 'user',
  generation: 'G2',
  summary: 'Set attributes of a member; an empty value deletes one',
  source: 'rest-groups-rooms.md G22; sdk-rest-calls.md G45',
  body: Type.Object({ metaData: Values }),
  reply: Values,
  errors: [...memberAttributeErrors, 'forbidden'],
  rate,
})

export const setGroupMembersAttributes = operation({
  id: 'groups.setMembersAttributes',
  method: 'PUT',
  path: '/metadata/chatgroup/:group/users/batch',
  auth: 'app',
  generation: 'G3',
  summary: 'Set attributes of up to 20 members',
  source: 'rest-groups-rooms.md G23',
  body: Type.Array(Type.Object({ username: Type.String({ minLength: 1 }), metadata: Values })),
  reply: Type.Object({
    updateMetadataFailed: Type.Array(Type.Object({ username: Type.String(), metadata: Values })),
    updateMetadataSucceeded: Type.Array(Type.Object({ username: Type.String(), metadata: Values })),
  }),
  errors: [
    'group.attributes_no_group',
    'group.attributes_not_in',
    'group.attributes_batch',
    'channel.disabled',
  ],
  rate,
})

export const groupMemberAttributes = operation({
  id: 'groups.memberAttributes',
  method: 'GET',
  path: '/metadata/chatgroup/:group/user/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Attributes of one member',
  source: 'rest-groups-rooms.md G24',
  reply: Values,
  errors: ['group.attributes_no_group', 'group.attributes_unknown'],
  rate,
})

export const groupMembersAttributes = operation({
  id: 'groups.membersAttributes',
  method: 'POST',
  path: '/metadata/chatgroup/:group/get',
  alsoPaths: ['/sdk/metadata/chatgroup/:group/get'],
  auth: 'user',
  generation: 'G2',
  summary: 'Attributes of up to 10 members, all or the named ones',
  source: 'rest-groups-rooms.md G25; sdk-rest-calls.md G46',
  body: Type.Object({
    targets: Type.Array(Type.String(), {
      minItems: 1,
      maxItems: 10,
      ...faults({ maxItems: 'group.attributes_query' }),
    }),
    properties: Type.Optional(Type.Array(Type.String())),
  }),
  reply: Type.Record(Type.String(), Values),
  errors: ['group.attributes_no_group', 'group.attributes_unknown', 'group.attributes_query'],
  rate,
})

export const setNameCard = operation({
  id: 'groups.setNameCard',
  method: 'PUT',
  path: '/sdk/chatgroups/:group/nameCard',
  auth: 'user',
  generation: 'client',
  summary: 'Set one’s own name card in a group: the attribute groupNamecard; an empty one removes it',
  source: 'sdk5.md §10',
  body: Type.Object({ nameCard: Type.String() }),
  reply: Type.Object({ nameCard: Type.String() }),
  further: Type.Object({ lastModified: Type.Number({ description: 'ms since 1970' }) }),
  errors: [...memberAttributeErrors, 'forbidden'],
  rate,
})

export const nameCards = operation({
  id: 'groups.nameCards',
  method: 'POST',
  path: '/sdk/chatgroups/:group/nameCard/batch/get',
  auth: 'user',
  generation: 'client',
  summary: 'Name cards of up to 50 members; those who have none are absent',
  source: 'sdk5.md §10',
  body: Type.Object({ members: Type.Array(Type.String(), { maxItems: 50 }) }),
  reply: Type.Array(
    Type.Object({
      username: Type.String(),
      name_card: Type.String(),
      update_timestamp: Type.Number({ description: 'ms since 1970' }),
    }),
  ),
  errors: ['group.attributes_no_group', 'group.attributes_unknown'],
  rate,
})

export const unblockGroupMembersInBody = operation({
  id: 'groups.unblockMany',
  method: 'DELETE',
  path: '/chatgroups/:group/blocks/users',
  auth: 'user',
  generation: 'G1',
  summary: 'Unblock the users named in the body',
  source: 'client-quirks.md Q7, §5 (emchat PHP)',
  body: Type.Object({ usernames: userNames(60, 'channel.unblock_too_many') }),
  reply: Type.Array(userOutcome('remove_blocks', group.idFields)),
  errors: ['channel.field_missing', 'channel.unblock_too_many', 'channel.unknown', 'channel.disabled'],
  rate,
})
