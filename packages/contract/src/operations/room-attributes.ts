import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

export const roomAttributes = operation({
  id: 'rooms.attributes',
  method: 'POST',
  path: '/metadata/chatroom/:room',
  auth: 'user',
  generation: 'G2',
  summary: 'Attributes of a room, all or the named ones',
  source: 'rest-groups-rooms.md C14; sdk-rest-calls.md R35',
  rate,
})

export const setRoomAttributes = operation({
  id: 'rooms.setAttributes',
  method: 'PUT',
  path: '/metadata/chatroom/:room/user/:username',
  auth: 'self',
  generation: 'G2',
  summary: 'Set up to 10 attributes that nobody else has set',
  source: 'rest-groups-rooms.md C13; sdk-rest-calls.md R36',
  rate,
})

export const forceRoomAttributes = operation({
  id: 'rooms.forceAttributes',
  method: 'PUT',
  path: '/metadata/chatroom/:room/user/:username/forced',
  auth: 'self',
  generation: 'G2',
  summary: 'Set up to 10 attributes, whoever set them before',
  source: 'rest-groups-rooms.md C16; sdk-rest-calls.md R37',
  rate,
})

export const deleteRoomAttributes = operation({
  id: 'rooms.deleteAttributes',
  method: 'DELETE',
  path: '/metadata/chatroom/:room/user/:username',
  auth: 'self',
  generation: 'G2',
  summary: 'Delete up to 10 own attributes (JSON body)',
  source: 'rest-groups-rooms.md C15; sdk-rest-calls.md R38',
  rate,
})

export const forceDeleteRoomAttributes = operation({
  id: 'rooms.forceDeleteAttributes',
  method: 'DELETE',
  path: '/metadata/chatroom/:room/user/:username/forced',
  auth: 'self',
  generation: 'G2',
  summary: 'Delete up to 10 attributes, whoever set them (JSON body)',
  source: 'rest-groups-rooms.md C17; sdk-rest-calls.md R39',
  rate,
})
