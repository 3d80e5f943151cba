import { operation } from '../operation.ts'

const app = { auth: 'app', generation: 'G3' } as const
const slow = { calls: 10, seconds: 1 }

export const pushNow = operation({
  ...app,
  id: 'push.sync',
  method: 'POST',
  path: '/push/sync/:username',
  summary: 'Send a notification to one user and wait for the result',
  source: 'rest-groups-rooms.md Q1',
  rate: { calls: 1, seconds: 1 },
})

export const pushLater = operation({
  ...app,
  id: 'push.async',
  method: 'POST',
  path: '/push/async/:username',
  summary: 'Send a notification to one user without waiting',
  source: 'rest-groups-rooms.md Q2',
  rate: { calls: 200, seconds: 1 },
})

export const pushToUsers = operation({
  ...app,
  id: 'push.users',
  method: 'POST',
  path: '/push/single',
  summary: 'Send a notification to up to 100 users',
  source: 'rest-groups-rooms.md Q3',
  rate: slow,
})

export const pushToLabel = operation({
  ...app,
  id: 'push.label',
  method: 'POST',
  path: '/push/list/label',
  summary: 'Send a notification to everyone with a label',
  source: 'rest-groups-rooms.md Q4',
  rate: slow,
})

export const pushToAll = operation({
  ...app,
  id: 'push.all',
  method: 'POST',
  path: '/push/task',
  alsoPaths: ['/push/tasks'],
  summary: 'Send a notification to all users of the app',
  source: 'rest-groups-rooms.md Q5; client-quirks.md §5 (Java push SDK)',
  rate: { calls: 1, seconds: 1 },
})

export const createPushLabel = operation({
  ...app,
  id: 'push.createLabel',
  method: 'POST',
  path: '/push/label',
  summary: 'Create a label',
  source: 'rest-groups-rooms.md L1',
  rate: slow,
})

export const listPushLabels = operation({
  ...app,
  id: 'push.labels',
  method: 'GET',
  path: '/push/label',
  summary: 'Labels of the app, page by page',
  source: 'rest-groups-rooms.md L3',
  rate: slow,
})

export const getPushLabel = operation({
  ...app,
  id: 'push.getLabel',
  method: 'GET',
  path: '/push/label/:label',
  summary: 'A label and the number of users who have it',
  source: 'rest-groups-rooms.md L2',
  rate: slow,
})

export const deletePushLabel = operation({
  ...app,
  id: 'push.deleteLabel',
  method: 'DELETE',
  path: '/push/label/:label',
  summary: 'Delete a label',
  source: 'rest-groups-rooms.md L4',
  rate: slow,
})

const members = { calls: 30, seconds: 1 }

export const labelUsers = operation({
  ...app,
  id: 'push.labelUsers',
  method: 'POST',
  path: '/push/label/:label/user',
  summary: 'Give a label to up to 100 users',
  source: 'rest-groups-rooms.md L5',
  rate: members,
})

export const usersOfLabel = operation({
  ...app,
  id: 'push.usersOfLabel',
  method: 'GET',
  path: '/push/label/:label/user',
  summary: 'Users with a label, page by page',
  source: 'rest-groups-rooms.md L7',
  rate: members,
})

export const userOfLabel = operation({
  ...app,
  id: 'push.userOfLabel',
  method: 'GET',
  path: '/push/label/:label/user/:username',
  summary: 'Whether a user has a label, and since when',
  source: 'rest-groups-rooms.md L6',
  rate: members,
})

export const unlabelUsers = operation({
  ...app,
  id: 'push.unlabelUsers',
  method: 'DELETE',
  path: '/push/label/:label/user',
  summary: 'Remove a label from up to 100 users (JSON body)',
  source: 'rest-groups-rooms.md L8',
  rate: members,
})
