import type { AreaWords } from './area-words.ts'

export const reactions: AreaWords = {
  acts: {
    add: 'Members of the conversation are notified. A user gives the same reaction to a message once.',
    remove: 'Users remove their own reactions only.',
  },
  asked: {
    msgId: 'Id of the message',
  },
  answered: {
    'add: data': 'The reaction',
    'detail: data': 'The reaction, and a page of its users',
    id: 'Id of this reaction of this user',
    msgType: 'Kind of the conversation',
    groupId: 'Id of the group; null in a conversation of two users',
    reaction: 'The reaction, as text, for example an emoji',
    updatedAt: 'ISO 8601 in UTC, with microseconds',
    reactionId: 'Id of the reaction to this message',
    reactionList: 'The reactions to it',
    count: 'Number of users who have given it',
    userCount: 'The same as `count`',
    state: 'Whether the calling user has given it',
    userList: 'User ids of those who have given it',
    reactionUserList: 'The users of the page, in the order in which they gave it',
    userId: 'User id',
  },
}
