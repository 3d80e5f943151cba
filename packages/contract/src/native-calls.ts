/** One REST call that the native Android SDK 3.9.2 was seen to make. */
export interface NativeCall {
  /** What the SDK does with it, as in native.md §8.1. */
  act: string
  /** Method and path below the app, with parameters as declared. */
  request: string
  /** Id of the operation that implements it. */
  operation: string
}

const call = (act: string, request: string, operation: string): NativeCall => ({ act, request, operation })

/**
 * REST calls of native.md §8.1; test/docs verifies that each has an operation. `GET /security`, which the SDK sends before each
 * connection, has none: the 404 of an unknown path tells it to connect without encryption of its own (native.md §2.1).
 */
export const nativeCalls: readonly NativeCall[] = [
  call('log in', 'POST /token', 'tokens.issue'),
  call('register', 'POST /users', 'users.register'),
  // Groups
  call('create a group', 'POST /chatgroups', 'groups.create'),
  call('group details', 'GET /chatgroups/:group', 'groups.get'),
  call('group members', 'GET /chatgroups/:group/users', 'groups.members'),
  call('joined groups', 'GET /users/:username/joined_chatgroups', 'groups.joined'),
  call('public groups', 'GET /publicchatgroups', 'groups.listPublic'),
  call('change a group, or its owner', 'PUT /chatgroups/:group', 'groups.update'),
  call('invite to a group', 'POST /chatgroups/:group/invite', 'groups.invite'),
  call('join a group', 'POST /chatgroups/:group/apply', 'groups.apply'),
  call('remove a member', 'DELETE /chatgroups/:group/users/:username', 'groups.removeMembers'),
  call('leave a group', 'DELETE /chatgroups/:group/quit', 'groups.leave'),
  call('destroy a group', 'DELETE /chatgroups/:group', 'groups.delete'),
  call('appoint an administrator', 'POST /chatgroups/:group/admin', 'groups.addAdmin'),
  call('dismiss an administrator', 'DELETE /chatgroups/:group/admin/:username', 'groups.removeAdmin'),
  call('mute members', 'POST /chatgroups/:group/mute', 'groups.mute'),
  call('muted members', 'GET /chatgroups/:group/mute', 'groups.mutelist'),
  call('unmute members', 'DELETE /chatgroups/:group/mute/:username', 'groups.unmute'),
  call('mute all', 'POST /chatgroups/:group/ban', 'groups.muteAll'),
  call('unmute all', 'DELETE /chatgroups/:group/ban', 'groups.unmuteAll'),
  call('block members', 'POST /chatgroups/:group/blocks/users', 'groups.blockMany'),
  call('blocked members', 'GET /chatgroups/:group/blocks/users', 'groups.blocklist'),
  call('unblock members', 'DELETE /chatgroups/:group/blocks/users/:username', 'groups.unblock'),
  call('allow members', 'POST /chatgroups/:group/white/users', 'groups.allowMany'),
  call('allowed members', 'GET /chatgroups/:group/white/users', 'groups.allowlist'),
  call('am I allowed', 'GET /chatgroups/:group/white/users/:username', 'groups.isAllowed'),
  call('disallow members', 'DELETE /chatgroups/:group/white/users/:username', 'groups.disallow'),
  call('set the announcement', 'POST /chatgroups/:group/announcement', 'groups.setAnnouncement'),
  call('announcement', 'GET /chatgroups/:group/announcement', 'groups.announcement'),
  call('share a file', 'POST /chatgroups/:group/share_files', 'groups.uploadFile'),
  call('shared files', 'GET /chatgroups/:group/share_files', 'groups.files'),
  call('download a shared file', 'GET /chatgroups/:group/share_files/:file', 'groups.downloadFile'),
  call('delete a shared file', 'DELETE /chatgroups/:group/share_files/:file', 'groups.deleteFile'),
  call('shield a group', 'POST /chatgroups/:group/shield', 'groups.shield'),
  call('unshield a group', 'DELETE /chatgroups/:group/shield', 'groups.unshield'),
  call('readers of a message', 'GET /chatgroups/:group/acks/:message', 'messages.groupReaders'),
  // Rooms
  call('join a room', 'POST /chatrooms/:room/apply', 'rooms.join'),
  call('leave a room', 'DELETE /chatrooms/:room/quit', 'rooms.leave'),
  call('rooms', 'GET /chatrooms', 'rooms.list'),
  call('room details', 'GET /chatrooms/:room', 'rooms.get'),
  call('room members', 'GET /chatrooms/:room/users', 'rooms.members'),
  call('room roles', 'GET /chatrooms/:room/roles', 'rooms.roles'),
  call('room announcement', 'GET /chatrooms/:room/announcement', 'rooms.announcement'),
  // People
  call('contacts', 'GET /users/:username/rosters', 'contacts.roster'),
  call('blocked users', 'GET /users/:username/blocks/users', 'contacts.blocklist'),
  call('devices', 'GET /users/:username/resources', 'users.resources'),
  call('conversations', 'GET /users/:username/user_channels', 'conversations.all'),
  call('delete a conversation', 'DELETE /users/:username/user_channel', 'conversations.delete'),
  call('upload a file', 'POST /chatfiles', 'files.upload'),
  call('download a file', 'GET /chatfiles/:file', 'files.download'),
  call('set own profile', 'PUT /metadata/user/:username', 'attributes.set'),
  call('profiles', 'POST /metadata/user/get', 'attributes.getMany'),
  call('push settings', 'GET /users/:username', 'users.get'),
  call('set push settings', 'PUT /users/:username', 'users.update'),
  // Presence, reactions, reports
  call('subscribe to presence', 'POST /users/:username/presence/:expiry', 'presence.subscribe'),
  call('publish presence', 'POST /users/:username/presence/:resource/:status', 'presence.publish'),
  call('presence', 'POST /users/:username/presence', 'presence.get'),
  call('presence subscriptions', 'GET /users/:username/presence/sublist', 'presence.subscriptions'),
  call('add a reaction', 'POST /reaction/user/:username', 'reactions.add'),
  call('reactions', 'GET /reaction/user/:username', 'reactions.list'),
  call('report a message', 'POST /user/:username/moderation/report/message', 'moderation.reportInBody'),
]
