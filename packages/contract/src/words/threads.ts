import type { AreaWords } from './area-words.ts'

export const threads: AreaWords = {
  acts: {
    create: 'A thread is a conversation below a message of a group; each message has at most one.',
    removeMember: 'Users leave with `threads.leave`.',
  },
  results: {
    list: 'The threads of the page',
    joined: 'The threads of the page',
    joinedOfGroup: 'The threads of the page',
    ofGroup: 'The threads of the page',
    removeMembers: 'The outcome for each user',
    lastMessages: 'The last message of each thread',
  },
  asked: {
    limit: 'Size of a page, 1 to 50, default 50',
    sort: '`asc`: oldest first; default `desc`',
    'members: sort': 'Without effect: members are in order of joining',
    _v: 'Sent by SDKs; without effect',
    group_id: 'Id of the group',
    name: 'Name, at most 64 characters',
    msg_id: 'Id of the message that the thread is about',
    owner: 'User id of the creator, who must be a member of the group',
    usernames: 'User ids, at most 10',
    threadIds: 'Ids of threads, at most 20',
  },
  answered: {
    thread_id: 'Id of the thread',
    id: 'Id of the thread',
    groupId: 'Id of the group',
    'get: name': 'Name of the thread',
    'get: msgId': 'Id of the message that it is about',
    affiliations_count: 'Number of members',
    affiliations: 'User ids of the members of the page',
    properties: 'Where the next page begins',
    name: 'The new name',
    status: '`ok`: done',
    result: 'Whether the user was a member, and is no longer',
    detail: 'The thread',
    last_message: 'The last message',
    owner: 'User id of the creator',
  },
}
