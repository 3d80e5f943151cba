/** The wire's enumerations (msync.md §2-§10). Fields are plain int32, so numbers outside these sets can arrive. */

/** Envelope.command (§2.1). */
export const Command = { SYNC: 0, UNREAD: 1, NOTICE: 2, PROVISION: 3, LOGOUT: 4 } as const

/** Meta.namespace (§5): which message Meta.payload holds. */
export const Namespace = {
  STATISTIC: 0,
  CHAT: 1,
  MUC: 2,
  ROSTER: 3,
  CONFERENCE: 4,
  NOTIFY: 5,
  QUERY: 6,
} as const

/** Meta.route (§5): the receivers that a client asks for. */
export const Route = { ALL: 0, ONLINE: 1, DIRECT: 2 } as const

/** MessageBody.type (§6.1). */
export const BodyType = {
  NORMAL: 0,
  CHAT: 1,
  GROUP_CHAT: 2,
  CHAT_ROOM: 3,
  READ_ACK: 4,
  DELIVER_ACK: 5,
  RECALL: 6,
  CHANNEL_ACK: 7,
  EDIT: 8,
} as const
export type BodyType = (typeof BodyType)[keyof typeof BodyType]

/** MessageBody.editScope (§6.1). */
export const EditScope = { BODY: 1, BODY_AND_EXT: 2 } as const

/** Content.type (§6.2). */
export const ContentType = {
  TEXT: 0,
  IMAGE: 1,
  VIDEO: 2,
  LOCATION: 3,
  VOICE: 4,
  FILE: 5,
  COMMAND: 6,
  CUSTOM: 7,
  COMBINE: 8,
} as const

/** Content.subType (§6.2). COMBINE is 0: an explicit 0 and an absent field are different messages (trap 6). */
export const ContentSubType = { COMBINE: 0, GIF: 1, STREAM: 10 } as const

/** KeyValue.type (§2.4). */
export const ValueType = {
  BOOL: 1,
  INT: 2,
  UINT: 3,
  LLINT: 4,
  FLOAT: 5,
  DOUBLE: 6,
  STRING: 7,
  JSON_STRING: 8,
} as const

/** StatisticsBody.operation (§9). All but INFORMATION end the client's session. */
export const StatisticOperation = {
  INFORMATION: 0,
  USER_REMOVED: 1,
  USER_LOGIN_ANOTHER_DEVICE: 2,
  USER_KICKED_BY_CHANGE_PASSWORD: 3,
  USER_KICKED_BY_OTHER_DEVICE: 4,
} as const
export type StatisticOperation = (typeof StatisticOperation)[keyof typeof StatisticOperation]

/** RosterBody.operation (§8). */
export const RosterOperation = {
  GET_ROSTER: 0,
  GET_BLACKLIST: 1,
  ADD: 2,
  REMOVE: 3,
  ACCEPT: 4,
  DECLINE: 5,
  BAN: 6,
  ALLOW: 7,
  REMOTE_ACCEPT: 8,
  REMOTE_DECLINE: 9,
} as const
export type RosterOperation = (typeof RosterOperation)[keyof typeof RosterOperation]

/** MucBody.operation (§7.2). */
export const MucOperation = {
  CREATE: 0,
  DESTROY: 1,
  JOIN: 2,
  LEAVE: 3,
  APPLY: 4,
  APPLY_ACCEPT: 5,
  APPLY_DECLINE: 6,
  INVITE: 7,
  INVITE_ACCEPT: 8,
  INVITE_DECLINE: 9,
  KICK: 10,
  GET_BLACKLIST: 11,
  BAN: 12,
  ALLOW: 13,
  UPDATE: 14,
  BLOCK: 15,
  UNBLOCK: 16,
  PRESENCE: 17,
  ABSENCE: 18,
  DIRECT_JOINED: 19,
  ASSIGN_OWNER: 20,
  ADD_ADMIN: 21,
  REMOVE_ADMIN: 22,
  ADD_MUTE: 23,
  REMOVE_MUTE: 24,
  UPDATE_ANNOUNCEMENT: 25,
  DELETE_ANNOUNCEMENT: 26,
  UPLOAD_FILE: 27,
  DELETE_FILE: 28,
  ADD_USER_WHITE_LIST: 29,
  REMOVE_USER_WHITE_LIST: 30,
  BAN_GROUP: 31,
  REMOVE_BAN_GROUP: 32,
  THREAD_CREATE: 33,
  THREAD_DESTROY: 34,
  THREAD_JOIN: 35,
  THREAD_LEAVE: 36,
  THREAD_KICK: 37,
  THREAD_UPDATE: 38,
  THREAD_PRESENCE: 39,
  THREAD_ABSENCE: 40,
  DISABLE_GROUP: 41,
  ABLE_GROUP: 42,
  SET_METADATA: 43,
  DELETE_METADATA: 44,
  GROUP_MEMBER_METADATA_UPDATE: 45,
} as const
export type MucOperation = (typeof MucOperation)[keyof typeof MucOperation]
