/** Choices an app's owner makes; every field has a default in {@link defaultAppSettings}. */
export interface AppSettings {
  /** Anyone may register without a token (rest-messages-users.md §3, U1). */
  openRegistration: boolean
  /** Shape of `GET users/{u}/status`: object of 2014 onwards, or the 2013 array (§15). */
  statusShape: 'object' | 'array'
  /** Life of a token in seconds when the request names none; 0 = never expires (§2.1). */
  tokenTtlSeconds: number
  /** Largest message body plus ext in bytes (§17 "Oversized message"). */
  messageBytes: number
  /** Largest JSON request body in bytes, beyond it 413 (§16 row 20). */
  requestBytes: number
  /** Answer 404 for unknown targets of the 2014 send API, as its text claims (§15 "Unknown recipient"). */
  strictTargets: boolean
  /** Clients of one user per platform; a newcomer beyond it replaces the oldest (§14.2 "devices"). */
  devicesPerPlatform: number
  /** Largest upload in bytes (§14.2 "attachment"). */
  fileBytes: number
  /**
   * Days that uploads are kept; 0 = for ever, as long as the messages that point to them. The vendor's cloud keeps them for 7 (§8
   * "Lifetime").
   */
  fileDays: number
  /** Restricted files open with their secret only; a token of the app, or asking for a video frame, is not enough. */
  strictFileSecrets: boolean
  /** The request header `thumbnail` means a thumbnail whatever its value, as seed 003 says (§16 row 29). */
  thumbnailByPresence: boolean
  /** Reply to the creation of a group: the envelope, or as in 2014 only `{"groupid"}` (rest-groups-rooms.md §1.7). */
  groupReply: 'envelope' | 'bare'
  /** The server API may choose the ids of new groups and rooms, each once (rest-groups-rooms.md §1.1, §2.1 "groupid", "roomid"). */
  chosenChannelIds: boolean
  /** Most groups of the app, and that one user can be in; 0 = any number (rest-groups-rooms.md §1.1 "Plan ceilings"). */
  groups: number
  groupsPerUser: number
  /** Most members of a group. */
  groupUsers: number
  /** Who is invited to a group is in it at once, also where the group wants an answer (rest-groups-rooms.md §1.6). */
  autoAcceptInvitations: boolean
  /** Most rooms of the app, and that one user can be in; 0 = any number. */
  rooms: number
  roomsPerUser: number
  /** Most members of a room (rest-groups-rooms.md §2.1). */
  roomUsers: number
  /** Most files that a group or room shares (rest-groups-rooms.md §1.1 "Shared files"). */
  sharedFiles: number
  /** Seconds after the end of the last connection until a user is out of his rooms (rest-groups-rooms.md §2.1); 0 = stays. */
  roomOfflineSeconds: number
  /** Messages to one room per second beyond which those of low priority are dropped; 0 = never. */
  roomMessagesPerSecond: number
  /** Most bytes that the attributes of a user take, keys and values (rest-messages-users.md §4.1). */
  userAttributeBytes: number
  /** Members of rooms can be tagged, and muted by tag (rest-groups-rooms.md §2.5). */
  roomTags: boolean
  /** Whether groups have threads, most of them in the app, and that a user can be in (rest-groups-rooms.md §4). */
  threads: boolean
  threadsOfApp: number
  threadsPerUser: number
  /** Most contacts of a user; 0 = any number (rest-groups-rooms.md §3). */
  contactsPerUser: number
  /** Clients write to contacts only (rest-groups-rooms.md §3 "friend check"). */
  friendCheck: boolean
  /** Seconds after which a message can no longer be recalled without force, at most 7 days; 0 = recalling is off (§7 R1). */
  recallSeconds: number
  /** What its sender uploaded goes with a recalled message, also where he sent it in other messages (§7 R1). */
  recallDeletesFiles: boolean
  /** Times that a message can be edited; 0 = editing is off (§7 R3). */
  messageEdits: number
  /** Whose wall clock the hours of history files are: `UTC`, an offset like `+08:00`, or an IANA name (§9 "Time zone"). */
  exportTimeZone: string
  /** Minutes after the end of an hour until its history file can be had (§9 "Availability"). */
  exportDelayMinutes: number
  /** Days that history files can be had for; 0 = as long as the messages are there (§9 "Availability", §14.3). */
  exportDays: number
}

export const defaultAppSettings: AppSettings = {
  openRegistration: false,
  statusShape: 'object',
  tokenTtlSeconds: 60 * 24 * 3600,
  messageBytes: 5 * 1024,
  requestBytes: 1024 * 1024,
  strictTargets: false,
  devicesPerPlatform: 4,
  fileBytes: 10 * 1024 * 1024,
  fileDays: 0,
  strictFileSecrets: false,
  thumbnailByPresence: false,
  groupReply: 'envelope',
  chosenChannelIds: true,
  groups: 0,
  groupsPerUser: 0,
  groupUsers: 8000,
  autoAcceptInvitations: false,
  rooms: 0,
  roomsPerUser: 0,
  roomUsers: 10_000,
  sharedFiles: 10_000,
  roomOfflineSeconds: 120,
  roomMessagesPerSecond: 100,
  userAttributeBytes: 2048,
  roomTags: true,
  threads: true,
  threadsOfApp: 100_000,
  threadsPerUser: 100_000,
  contactsPerUser: 3000,
  friendCheck: false,
  recallSeconds: 120,
  recallDeletesFiles: true,
  messageEdits: 10,
  exportTimeZone: 'UTC',
  exportDelayMinutes: 0,
  exportDays: 0,
}

/** One tenant: everything below `/{org}/{app}`. Nothing of one app is ever visible to another. */
export interface App {
  /** Row number, the leading part of every key. */
  id: number
  org: string
  name: string
  /** `org#app`. */
  key: string
  /** `application` in envelopes. */
  uuid: string
  clientId: string
  clientSecret: string
  /** 32 hex characters: the `app-id/{appId}` URL form and Agora tokens. */
  appId: string
  /** 32 hex characters: verifies Agora tokens. */
  appCertificate: string
  settings: AppSettings
  /** ms since 1970. */
  createdAt: number
}

/** An app as bootstrap and the CLI ask for it; what is absent is generated. */
export interface NewApp {
  org: string
  name: string
  clientId?: string
  clientSecret?: string
  appId?: string
  appCertificate?: string
}
