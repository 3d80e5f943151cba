import type { AreaWords } from './area-words.ts'

const page = 'Size of a page, 1 to 100, default 10; a larger number counts as 100'

export const users: AreaWords = {
  acts: {
    register:
      'User ids are kept in lower case. Of an array, users who exist already are no error: `data` names them. Without a token, only if the app allows open registration, and then one user at a time.',
    delete: 'Groups and rooms that the user owns are deleted, too.',
    deactivate:
      'The user keeps groups, contacts and history, and can return once `users.activate` lifts the ban.',
    disconnect: 'The user can log in again with a new token.',
    mute: 'An app-wide mute: it counts in every conversation of the kind, besides the mutes of single groups and rooms. Kinds that the body does not name stay as they are.',
    setPassword: 'App and administrator tokens need no `oldpassword`.',
  },
  results: {
    status: '`online` or `offline`, by user id',
    resources: 'The devices',
    statusBatch: 'An object for each user: `online` or `offline`, by user id',
    offlineCount: 'Number of messages, by user id',
    offlineStatus: '`delivered` or `undelivered`, by message id',
    register: 'The users who were registered',
    get: 'A list of the one user',
    list: 'The users of the page',
    delete: 'A list of the user who was deleted',
    deleteBatch: 'The users who were deleted',
    update: 'A list of the user as they are now',
    deactivate: 'A list of the user who was banned',
  },
  asked: {
    ql: 'Query in the language of 2014, instead of all users',
    limit: page,
    newpassword: 'The new password, up to 64 characters',
    oldpassword: 'The current password; required of user tokens',
    'mute: username': 'User id of the user to mute',
    chat: 'Mute in conversations of two users, in seconds: -1 until lifted, 0 lifts it',
    groupchat: 'Mute in groups, in seconds: -1 until lifted, 0 lifts it',
    chatroom: 'Mute in chat rooms, in seconds: -1 until lifted, 0 lifts it',
    'statusBatch: usernames': 'User ids, at most 100',
    pageNum: 'Number of the page, from 1',
    pageSize: 'Size of a page, 1 to 50, default 10',
  },
  answered: {
    'disconnect: result': '`true`: done, whether or not the user was online',
    'disconnectDevice: result': 'Whether such a device was online',
    res: 'Id of the device (resource), as `users.disconnectDevice` takes it',
    device_uuid: 'UUID that the SDK has given the device',
    device_name: 'Name that the SDK has given the device',
    'mute: result': '`ok`: done',
    'mutedList: data': 'A row for each user and kind of conversation',
  },
}
