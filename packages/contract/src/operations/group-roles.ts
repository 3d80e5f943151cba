import { Type } from 'typebox'
import { operation } from '../operation.ts'
import {
  AllowedReply,
  Announcement,
  AnnouncementReply,
  groupMark,
  Mute,
  MuteAllReply,
  Muted,
  MuteReply,
  Names,
  NewAdmin,
  NewAdminReply,
  NewAnnouncement,
  OldAdminReply,
  PageQuery,
  UnmuteReply,
  userNames,
  VersionQuery,
} from './channel-schemas.ts'

const rate = { calls: 100, seconds: 1 }

export const groupAdmins = operation({
  id: 'groups.admins',
  method: 'GET',
  path: '/chatgroups/:group/admin',
  auth: 'user',
  generation: 'G2',
  summary: 'Administrators of a group',
  source: 'rest-groups-rooms.md G26; sdk-rest-calls.md G20',
  reply: Names,
  errors: ['channel.unknown'],
  rate,
})

export const addGroupAdmin = operation({
  id: 'groups.addAdmin',
  method: 'POST',
  path: '/chatgroups/:group/admin',
  auth: 'user',
  generation: 'G2',
  summary: 'Make a member an administrator',
  source: 'rest-groups-rooms.md G27; sdk-rest-calls.md G21',
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

export const removeGroupAdmin = operation({
  id: 'groups.removeAdmin',
  method: 'DELETE',
  path: '/chatgroups/:group/admin/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Make an administrator a member again',
  source: 'rest-groups-rooms.md G28, §12 row 13; sdk-rest-calls.md G22',
  reply: OldAdminReply,
  errors: ['channel.unknown', 'channel.disabled', 'channel.not_admin'],
  rate,
})

export const groupBlocklist = operation({
  id: 'groups.blocklist',
  method: 'GET',
  path: '/chatgroups/:group/blocks/users',
  auth: 'user',
  generation: 'G1',
  summary: 'Users who were removed and may not come back',
  source: 'rest-groups-rooms.md G29; sdk-rest-calls.md G33',
  query: PageQuery,
  reply: Names,
  envelope: { params: 'echo' },
  errors: ['channel.unknown'],
  rate,
})

export const blockGroupMember = operation({
  id: 'groups.block',
  method: 'POST',
  path: '/chatgroups/:group/blocks/users/:username',
  auth: 'user',
  generation: 'G1',
  summary: 'Remove and block one member (array with version=v3)',
  source: 'rest-groups-rooms.md G30; sdk-rest-calls.md G29',
  query: VersionQuery,
  reply: Type.Union([groupMark('add_blocks'), Type.Array(groupMark('add_blocks'))]),
  errors: ['channel.unknown', 'channel.disabled', 'group.not_members', 'channel.owner_stays'],
  rate,
})

export const blockGroupMembers = operation({
  id: 'groups.blockMany',
  method: 'POST',
  path: '/chatgroups/:group/blocks/users',
  auth: 'user',
  generation: 'G1',
  summary:
    'Remove and block members; one name is answered by one object (array with version=v3), several by an array',
  source: 'rest-groups-rooms.md G31; sdk-rest-calls.md G30; client-quirks.md "What these programs rely on" 3',
  query: VersionQuery,
  body: Type.Object({ usernames: userNames(100, 'channel.block_too_many') }),
  reply: Type.Union([groupMark('add_blocks'), Type.Array(groupMark('add_blocks'))]),
  errors: ['channel.field_missing', 'channel.block_too_many', 'channel.unknown', 'channel.disabled'],
  rate,
})

export const unblockGroupMembers = operation({
  id: 'groups.unblock',
  method: 'DELETE',
  path: '/chatgroups/:group/blocks/users/:username',
  auth: 'user',
  generation: 'G1',
  summary: 'Unblock one user (object, array with version=v3), or several separated by commas (array)',
  source: 'rest-groups-rooms.md G32, G33; sdk-rest-calls.md G31, G32',
  query: VersionQuery,
  reply: Type.Union([groupMark('remove_blocks'), Type.Array(groupMark('remove_blocks'))]),
  errors: ['channel.unknown', 'channel.disabled', 'channel.unblock_too_many', 'group.not_members'],
  rate,
})

export const unblockGroupMembersInBody = operation({
  id: 'groups.unblockMany',
  method: 'DELETE',
  path: '/chatgroups/:group/blocks/users',
  auth: 'user',
  generation: 'G1',
  summary: 'Unblock the users that the body names',
  source: 'client-quirks.md Q7, §5 (emchat PHP)',
  body: Type.Object({ usernames: userNames(60, 'channel.unblock_too_many') }),
  reply: Type.Array(groupMark('remove_blocks')),
  errors: ['channel.field_missing', 'channel.unblock_too_many', 'channel.unknown', 'channel.disabled'],
  rate,
})

export const groupAllowlist = operation({
  id: 'groups.allowlist',
  method: 'GET',
  path: '/chatgroups/:group/white/users',
  auth: 'user',
  generation: 'G2',
  summary: 'Members who may speak while all are muted',
  source: 'rest-groups-rooms.md G34; sdk-rest-calls.md G36',
  query: PageQuery,
  reply: Names,
  envelope: { params: 'echo' },
  errors: ['channel.unknown'],
  rate,
})

export const isOnGroupAllowlist = operation({
  id: 'groups.isAllowed',
  method: 'GET',
  path: '/chatgroups/:group/white/users/:username',
  auth: 'user',
  generation: 'client',
  summary: 'Whether a member may speak while all are muted',
  source: 'sdk-rest-calls.md G37',
  reply: AllowedReply,
  errors: ['channel.unknown'],
  rate,
})

export const allowGroupMember = operation({
  id: 'groups.allow',
  method: 'POST',
  path: '/chatgroups/:group/white/users/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Put one member on the allowlist',
  source: 'rest-groups-rooms.md G35',
  query: VersionQuery,
  reply: Type.Union([groupMark('add_user_whitelist'), Type.Array(groupMark('add_user_whitelist'))]),
  errors: ['channel.unknown', 'channel.disabled', 'group.not_members'],
  rate,
})

export const allowGroupMembers = operation({
  id: 'groups.allowMany',
  method: 'POST',
  path: '/chatgroups/:group/white/users',
  auth: 'user',
  generation: 'G2',
  summary: 'Put members on the allowlist',
  source: 'rest-groups-rooms.md G36, §12 row 6; sdk-rest-calls.md G34',
  query: VersionQuery,
  body: Type.Object({ usernames: userNames(100, 'channel.allow_too_many') }),
  reply: Type.Array(groupMark('add_user_whitelist')),
  errors: ['channel.field_missing', 'channel.allow_too_many', 'channel.unknown', 'channel.disabled'],
  rate,
})

export const disallowGroupMembers = operation({
  id: 'groups.disallow',
  method: 'DELETE',
  path: '/chatgroups/:group/white/users/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Take members (names separated by commas) off the allowlist',
  source: 'rest-groups-rooms.md G37; sdk-rest-calls.md G35',
  query: VersionQuery,
  reply: Type.Array(groupMark('remove_user_whitelist')),
  errors: ['channel.unknown', 'channel.disabled', 'channel.disallow_too_many'],
  rate,
})

export const groupMutelist = operation({
  id: 'groups.mutelist',
  method: 'GET',
  path: '/chatgroups/:group/mute',
  auth: 'user',
  generation: 'G2',
  summary: 'Muted members and until when',
  source: 'rest-groups-rooms.md G38; sdk-rest-calls.md G25',
  query: PageQuery,
  reply: Type.Array(Muted),
  envelope: { params: 'echo' },
  errors: ['channel.unknown'],
  rate,
})

export const isMutedInGroup = operation({
  id: 'groups.isMuted',
  method: 'GET',
  path: '/sdk/chatgroups/:group/mute/:username',
  auth: 'user',
  generation: 'client',
  summary: 'Whether a member is muted',
  source: 'sdk-rest-calls.md G26',
  reply: Type.Boolean(),
  errors: ['channel.unknown'],
  rate,
})

export const muteGroupMembers = operation({
  id: 'groups.mute',
  method: 'POST',
  path: '/chatgroups/:group/mute',
  auth: 'user',
  generation: 'G2',
  summary: 'Mute members for a time in ms',
  source: 'rest-groups-rooms.md G39; sdk-rest-calls.md G23',
  body: Mute,
  reply: MuteReply,
  errors: [
    'channel.field_missing',
    'channel.field_illegal',
    'channel.mute_too_many',
    'channel.unknown',
    'channel.disabled',
    'group.not_members',
    'channel.owner_stays',
  ],
  rate,
})

export const unmuteGroupMembers = operation({
  id: 'groups.unmute',
  method: 'DELETE',
  path: '/chatgroups/:group/mute/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Unmute members (names separated by commas)',
  source: 'rest-groups-rooms.md G40; sdk-rest-calls.md G24',
  reply: UnmuteReply,
  errors: ['channel.unknown', 'channel.disabled', 'group.unmute_too_many'],
  rate,
})

export const muteGroup = operation({
  id: 'groups.muteAll',
  method: 'POST',
  path: '/chatgroups/:group/ban',
  auth: 'user',
  generation: 'G2',
  summary: 'Mute all members',
  source: 'rest-groups-rooms.md G41; sdk-rest-calls.md G27',
  reply: MuteAllReply,
  errors: ['channel.unknown', 'channel.disabled'],
  rate,
})

export const unmuteGroup = operation({
  id: 'groups.unmuteAll',
  method: 'DELETE',
  path: '/chatgroups/:group/ban',
  auth: 'user',
  generation: 'G2',
  summary: 'Let all members speak again; who was muted by name stays muted',
  source: 'rest-groups-rooms.md G42; sdk-rest-calls.md G28',
  reply: MuteAllReply,
  errors: ['channel.unknown', 'channel.disabled'],
  rate,
})

export const groupAnnouncement = operation({
  id: 'groups.announcement',
  method: 'GET',
  path: '/chatgroups/:group/announcement',
  auth: 'user',
  generation: 'G2',
  summary: 'Announcement of a group',
  source: 'rest-groups-rooms.md G11; sdk-rest-calls.md G38',
  reply: Announcement,
  errors: ['channel.unknown'],
  rate,
})

export const setGroupAnnouncement = operation({
  id: 'groups.setAnnouncement',
  method: 'POST',
  path: '/chatgroups/:group/announcement',
  auth: 'user',
  generation: 'G2',
  summary: 'Change the announcement of a group (512 characters)',
  source: 'rest-groups-rooms.md G12; sdk-rest-calls.md G39',
  body: NewAnnouncement,
  reply: AnnouncementReply,
  errors: [
    'channel.announcement_missing',
    'group.announcement_too_long',
    'channel.unknown',
    'channel.disabled',
  ],
  rate,
})
