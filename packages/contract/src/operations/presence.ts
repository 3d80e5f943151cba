import { operation } from '../operation.ts'

/** Presence calls answer a bare `result` (rest-groups-rooms.md §0.1). */
const presence = {
  auth: 'self',
  generation: 'G2',
  replyIn: 'bare',
  rate: { calls: 50, seconds: 1 },
} as const

export const publishPresence = operation({
  ...presence,
  id: 'presence.publish',
  method: 'POST',
  path: '/users/:username/presence/:resource/:status',
  summary: 'Set the presence of a device; an empty resource means the calling one (presence//1)',
  source: 'rest-groups-rooms.md N1; sdk-rest-calls.md P1; client-quirks.md Q27',
})

export const subscribePresence = operation({
  ...presence,
  id: 'presence.subscribe',
  method: 'POST',
  path: '/users/:username/presence/:expiry',
  summary: 'Subscribe to the presence of up to 100 users for some seconds',
  source: 'rest-groups-rooms.md N2; sdk-rest-calls.md P2',
})

export const getPresence = operation({
  ...presence,
  id: 'presence.get',
  method: 'POST',
  path: '/users/:username/presence',
  summary: 'Presence of up to 100 users',
  source: 'rest-groups-rooms.md N3; sdk-rest-calls.md P3',
})

export const unsubscribePresence = operation({
  ...presence,
  id: 'presence.unsubscribe',
  method: 'DELETE',
  path: '/users/:username/presence',
  summary: 'Unsubscribe from presence (the body is an array of names)',
  source: 'rest-groups-rooms.md N4, §12 row 15; sdk-rest-calls.md P4',
})

export const presenceSubscriptions = operation({
  ...presence,
  id: 'presence.subscriptions',
  method: 'GET',
  path: '/users/:username/presence/sublist',
  summary: 'Users to whose presence a user is subscribed',
  source: 'rest-groups-rooms.md N5; sdk-rest-calls.md P5',
})

export const groupOnlineCount = operation({
  ...presence,
  auth: 'app',
  generation: 'G3',
  id: 'presence.groupOnline',
  method: 'GET',
  path: '/presence/online/:group/type/:type',
  summary: 'Number of members of a group who are online',
  source: 'rest-groups-rooms.md N6',
  rate: { calls: 100, seconds: 1 },
})
