import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }
/** Joined-group reads of an app share nothing but their limit (rest-groups-rooms.md §0.3). */
const slow = { calls: 50, seconds: 1 }

export const listGroups = operation({
  id: 'groups.list',
  method: 'GET',
  path: '/chatgroups',
  auth: 'app',
  generation: 'G1',
  summary: 'Groups of the app, newest first, page by page',
  source: 'seed 001 "获取app中所有的群组"; rest-groups-rooms.md G1, §1.7',
  envelope: { params: 'echo' },
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
  envelope: { params: 'echo' },
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
  replyIn: 'entities',
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
  rate,
})

export const getGroups = operation({
  id: 'groups.get',
  method: 'GET',
  path: '/chatgroups/:group',
  auth: 'user',
  generation: 'G1',
  summary: 'Details and members of up to 100 groups (ids separated by commas)',
  source: 'rest-groups-rooms.md G4; sdk-rest-calls.md G6',
  rate,
})

export const createGroup = operation({
  id: 'groups.create',
  method: 'POST',
  path: '/chatgroups',
  auth: 'user',
  generation: 'G1',
  summary: 'Create a group; data holds its id',
  source: 'seed 001 "创建一个群组"; rest-groups-rooms.md G5, §1.7; sdk-rest-calls.md G1',
  rate,
})

export const updateGroup = operation({
  id: 'groups.update',
  method: 'PUT',
  path: '/chatgroups/:group',
  auth: 'user',
  generation: 'G1',
  summary: 'Change properties, or with newowner hand the group over',
  source: 'rest-groups-rooms.md G6, G7; sdk-rest-calls.md G2, G3',
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
  rate,
})
