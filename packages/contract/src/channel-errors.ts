import { type ErrorFact, exceeded, forbidden } from './error-fact.ts'

const MISSING = 'ResourceNotFoundException'

const invalid = (description: string): ErrorFact => ({
  status: 400,
  error: 'invalid_parameter',
  exception: 'InvalidParameterException',
  description,
})
const missing = (description: string): ErrorFact => ({
  status: 404,
  error: 'resource_not_found',
  exception: MISSING,
  description,
})

/**
 * Groups and rooms (rest-groups-rooms.md §0.2, §1.2, §1.4, §2.3, §2.5), and sending to them. Texts about rooms say "group"
 * where the documentation does; the web SDKs compare these texts (sdk-rest-calls.md §3, msync.md §11).
 */
export const channelErrors = {
  'channel.unknown': missing('grpID {id} does not exist!'),
  'channel.not_found': {
    status: 404,
    error: 'service_resource_not_found',
    exception: MISSING,
    description: 'do not find this group:{id}',
  },
  'channel.user_unknown': missing("username {username} doesn't exist!"),
  'channel.field_missing': invalid('{field} must be provided'),
  'channel.field_illegal': invalid('{field} is illegal'),
  'channel.public_missing': invalid('group must contain public field!'),
  'channel.avatar_too_long': invalid('avatar length is too big'),
  'channel.name_too_long': exceeded('title cannot exceed to {limit}'),
  'channel.description_too_long': exceeded('desc cannot exceed to {limit}'),
  'channel.custom_too_long': exceeded('custom cannot exceed to {limit}'),
  'channel.max_users_too_many': exceeded('maxUsers cannot exceed {limit}'),
  'channel.fields_unknown': invalid('some of [{fields}] are not valid fields'),
  'channel.id_taken': {
    status: 400,
    error: 'illegal_argument',
    exception: 'java.lang.IllegalArgumentException',
    description: 'group ID {id} already exists!',
  },
  'channel.id_illegal': {
    status: 400,
    error: 'illegal_argument',
    exception: 'java.lang.IllegalArgumentException',
    description: 'group ID illegal, please check it',
  },
  'channel.full': {
    ...exceeded('members size is greater than max user size !'),
    gateway: { code: 1, reason: 'group member list is full!' },
  },
  'channel.reason_too_long': exceeded('reason cannot exceed to {limit}'),
  'channel.same_owner': forbidden('new owner and old owner are the same'),
  'channel.owner_stays': forbidden('forbidden operation on group owner!'),
  'channel.blocked': forbidden('can not join this group, reason:user {username} is in the blacklist'),
  'channel.disabled': {
    ...forbidden('can not operate this group, reason: group is disabled'),
    gateway: { code: 1, reason: 'group is disabled' },
  },
  'channel.files_full': exceeded('share files cannot exceed {limit}'),
  'channel.add_too_many': invalid('addMembers: addMembers number more than maxSize : {limit}'),
  'channel.remove_too_many': invalid('kickMember: kickMembers number more than maxSize : {limit}'),
  /** The user is to become an administrator, or to own a room. */
  'channel.not_in': missing("user: {username} doesn't exist in group: {id}"),
  'channel.not_admin': forbidden('user:{username} is not admin of group:{id}'),
  /** The documentation gives the number (99), but no text. */
  'channel.admins_too_many': exceeded('admins size is greater than max admin size : {limit}'),
  'channel.announcement_missing': {
    status: 400,
    error: 'illegal_argument',
    exception: 'java.lang.IllegalArgumentException',
    description: 'announcement is null',
  },
  'channel.mute_too_many': invalid('userNames size is more than max limit : {limit}'),
  'channel.block_too_many': invalid('userNames is more than max limit : {limit}'),
  'channel.unblock_too_many': invalid('removeBlacklist: list size more than max limit : {limit}'),
  'channel.allow_too_many': invalid('usernames size is more than max limit : {limit}'),
  'channel.disallow_too_many': invalid('removeWhitelist size is more than max limit : {limit}'),
  'group.too_many': exceeded('appKey:{key} has create too many groups!'),
  'group.joined_too_many': exceeded('user {username} has joined too many groups!'),
  /** `{reasons}`: one line `user: U already in group: G` per user, each with its line break. */
  'group.member_exists': forbidden('can not join this group, reason:{reasons}'),
  /** `{reasons}` as above; the web SDKs look for the words before it (sdk-rest-calls.md §3). */
  'group.invited_member': forbidden('invite users to join group failed, reason:{reasons}'),
  'group.not_public': forbidden('can not join this group, reason:group {id} is not public'),
  'group.not_invited': forbidden('user: {username} is not invited to group: {id}'),
  'group.not_applied': forbidden('user: {username} does not apply to join group: {id}'),
  'group.not_members': forbidden('users [{users}] are not members of this group!'),
  'group.announcement_too_long': { ...forbidden('announce info length exceeds limit!'), error: 'FORBIDDEN' },
  'group.unmute_too_many': invalid('removeMute member size more than max limit : {limit}'),
  'group.not_in': forbidden("user: {username} doesn't exist in group: {id}"),
  'room.too_many': exceeded('appKey:{key} has create too many chatrooms!'),
  'room.joined_too_many': exceeded(
    'can not join this group, reason:user {username} has joined too many chatrooms!',
  ),
  'room.owner_joined_too_many': exceeded('user {username} has joined too many chatrooms!'),
  'room.not_members': { ...forbidden('users [{users}] are not members of this group!'), status: 400 },
  'room.announcement_too_long': forbidden('announce info length exceeds limit!'),
  'room.unmute_too_many': invalid('removeMute member size more than max limit :  {limit}'),

  'send.channel_unknown': {
    ...missing('grpID {id} does not exist!'),
    gateway: { code: 1, reason: 'group not found' },
  },
  'send.not_member': {
    ...forbidden('users [{users}] are not members of this group!'),
    gateway: { code: 1, reason: 'not in group or chatroom' },
  },
  'send.user_muted': { ...forbidden('user is mute'), gateway: { code: 7, reason: 'user is mute' } },
  'send.muted': { ...forbidden('you were muted'), gateway: { code: 15, reason: 'you were muted' } },
  'send.all_muted': {
    ...forbidden('all members of the group are muted'),
    gateway: { code: 1, reason: 'not in group or chatroom white list' },
  },
  'send.users_too_many': {
    status: 400,
    error: 'message_send_error',
    exception: 'MessageSendException',
    description: "params users's size can't exceed limit {limit}",
    gateway: { code: 1, reason: 'limit directed users' },
  },
} as const satisfies Record<string, ErrorFact>
