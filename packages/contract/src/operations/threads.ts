import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

export const listThreads = operation({
  id: 'threads.list',
  method: 'GET',
  path: '/thread',
  auth: 'app',
  generation: 'G3',
  summary: 'Threads of the app, page by page',
  source: 'rest-groups-rooms.md T1',
  replyIn: 'entities',
  rate,
})

export const createThread = operation({
  id: 'threads.create',
  method: 'POST',
  path: '/thread',
  auth: 'user',
  generation: 'G3',
  summary: 'Create a thread on a group message',
  source: 'rest-groups-rooms.md T4; sdk-rest-calls.md T1',
  rate,
})

export const getThread = operation({
  id: 'threads.get',
  method: 'GET',
  path: '/thread/:thread',
  auth: 'user',
  generation: 'client',
  summary: 'Details of a thread',
  source: 'sdk-rest-calls.md T6',
  rate,
})

export const renameThread = operation({
  id: 'threads.rename',
  method: 'PUT',
  path: '/thread/:thread',
  auth: 'user',
  generation: 'G3',
  summary: 'Rename a thread',
  source: 'rest-groups-rooms.md T5; sdk-rest-calls.md T5',
  rate,
})

export const deleteThread = operation({
  id: 'threads.delete',
  method: 'DELETE',
  path: '/thread/:thread',
  auth: 'user',
  generation: 'G3',
  summary: 'Delete a thread',
  source: 'rest-groups-rooms.md T6; sdk-rest-calls.md T4',
  rate,
})

export const threadMembers = operation({
  id: 'threads.members',
  method: 'GET',
  path: '/thread/:thread/users',
  auth: 'user',
  generation: 'G3',
  summary: 'Members of a thread, page by page',
  source: 'rest-groups-rooms.md T7; sdk-rest-calls.md T7',
  rate,
})

export const addThreadMembers = operation({
  id: 'threads.addMembers',
  method: 'POST',
  path: '/thread/:thread/users',
  auth: 'app',
  generation: 'G3',
  summary: 'Add up to 10 members of the group to a thread',
  source: 'rest-groups-rooms.md T8',
  rate,
})

export const removeThreadMembers = operation({
  id: 'threads.removeMembers',
  method: 'DELETE',
  path: '/thread/:thread/users',
  alsoPaths: ['/threads/:thread/users'],
  auth: 'app',
  generation: 'G3',
  summary: 'Remove up to 10 users from a thread (JSON body)',
  source: 'rest-groups-rooms.md T9, §12 row 14',
  replyIn: 'entities',
  rate,
})

export const removeThreadMember = operation({
  id: 'threads.removeMember',
  method: 'DELETE',
  path: '/thread/:thread/users/:username',
  auth: 'user',
  generation: 'client',
  summary: 'Remove one user from a thread',
  source: 'sdk-rest-calls.md T8',
  rate,
})

export const joinThread = operation({
  id: 'threads.join',
  method: 'POST',
  path: '/thread/:thread/user/:username/join',
  auth: 'self',
  generation: 'client',
  summary: 'Join a thread',
  source: 'sdk-rest-calls.md T2',
  rate,
})

export const leaveThread = operation({
  id: 'threads.leave',
  method: 'DELETE',
  path: '/thread/:thread/user/:username/quit',
  auth: 'self',
  generation: 'client',
  summary: 'Leave a thread',
  source: 'sdk-rest-calls.md T3',
  rate,
})

export const joinedThreads = operation({
  id: 'threads.joined',
  method: 'GET',
  path: '/threads/user/:username',
  auth: 'self',
  generation: 'G3',
  summary: 'Threads a user is in, page by page',
  source: 'rest-groups-rooms.md T2; sdk-rest-calls.md T10',
  replyIn: 'entities',
  rate,
})

export const joinedThreadsOfGroup = operation({
  id: 'threads.joinedOfGroup',
  method: 'GET',
  path: '/threads/chatgroups/:group/user/:username',
  auth: 'self',
  generation: 'G3',
  summary: 'Threads of a group that a user is in, page by page',
  source: 'rest-groups-rooms.md T3; sdk-rest-calls.md T9',
  replyIn: 'entities',
  rate,
})

export const threadsOfGroup = operation({
  id: 'threads.ofGroup',
  method: 'GET',
  path: '/threads/chatgroups/:group',
  auth: 'user',
  generation: 'client',
  summary: 'Threads of a group, page by page',
  source: 'sdk-rest-calls.md T11',
  replyIn: 'entities',
  rate,
})

export const lastThreadMessages = operation({
  id: 'threads.lastMessages',
  method: 'POST',
  path: '/thread/message',
  auth: 'user',
  generation: 'client',
  summary: 'Last message of up to 20 threads',
  source: 'sdk-rest-calls.md T12',
  replyIn: 'entities',
  rate,
})
