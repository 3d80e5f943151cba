import { Type } from 'typebox'
import { operation } from '../operation.ts'

const Values = Type.Record(Type.String(), Type.String())

/** `DELETE`: the attributes are removed when the user leaves the room. Java clients also send `notificationExt`. */
const Setting = Type.Object({
  metaData: Values,
  autoDelete: Type.Optional(Type.Union([Type.Literal('DELETE'), Type.Literal('NO_DELETE')])),
  notificationExt: Type.Optional(Type.Unknown()),
})
const Keys = Type.Object({ keys: Type.Array(Type.String()) })
/** Some keys may fail, each with a reason, while others succeed. */
const Outcome = Type.Object({ successKeys: Type.Array(Type.String()), errorKeys: Values })

const errors = [
  'channel.unknown',
  'channel.disabled',
  'attribute.batch_too_large',
  'room.attributes_not_in',
  'room.attributes_others',
] as const
const keyErrors = [
  'room.attribute_key_too_long',
  'room.attribute_key_illegal',
  'room.attribute_value_too_long',
  'room.attributes_full',
] as const

const rate = { calls: 100, seconds: 1 }

export const roomAttributes = operation({
  id: 'rooms.attributes',
  method: 'POST',
  path: '/metadata/chatroom/:room',
  auth: 'user',
  generation: 'G2',
  summary: 'Attributes of a room, all or the named ones',
  source: 'rest-groups-rooms.md C14; sdk-rest-calls.md R35',
  body: Type.Object({ keys: Type.Optional(Type.Array(Type.String())) }),
  reply: Values,
  errors: ['channel.unknown', 'room.attributes_not_in'],
  rate,
})

export const setRoomAttributes = operation({
  id: 'rooms.setAttributes',
  method: 'PUT',
  path: '/metadata/chatroom/:room/user/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Set up to 10 attributes, unless somebody else has set them',
  source: 'rest-groups-rooms.md C13; sdk-rest-calls.md R36',
  body: Setting,
  reply: Outcome,
  errors: [...errors, ...keyErrors, 'room.attribute_foreign'],
  rate,
})

export const forceRoomAttributes = operation({
  id: 'rooms.forceAttributes',
  method: 'PUT',
  path: '/metadata/chatroom/:room/user/:username/forced',
  auth: 'user',
  generation: 'G2',
  summary: 'Set up to 10 attributes, whoever set them before',
  source: 'rest-groups-rooms.md C16; sdk-rest-calls.md R37',
  body: Setting,
  reply: Outcome,
  errors: [...errors, ...keyErrors],
  rate,
})

export const deleteRoomAttributes = operation({
  id: 'rooms.deleteAttributes',
  method: 'DELETE',
  path: '/metadata/chatroom/:room/user/:username',
  auth: 'user',
  generation: 'G2',
  summary: 'Delete up to 10 own attributes (JSON body)',
  source: 'rest-groups-rooms.md C15; sdk-rest-calls.md R38',
  body: Keys,
  reply: Outcome,
  errors: [...errors, 'room.attribute_foreign'],
  rate,
})

export const forceDeleteRoomAttributes = operation({
  id: 'rooms.forceDeleteAttributes',
  method: 'DELETE',
  path: '/metadata/chatroom/:room/user/:username/forced',
  auth: 'user',
  generation: 'G2',
  summary: 'Delete up to 10 attributes, whoever set them (JSON body)',
  source: 'rest-groups-rooms.md C17; sdk-rest-calls.md R39',
  body: Keys,
  reply: Outcome,
  errors,
  rate,
})
