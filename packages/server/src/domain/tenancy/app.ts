/** What becomes of a message in which a word of a list is found: see `AppSettings.chatWords`. */
export type WordRule = 'off' | 'block' | 'replace' | 'pass'

/** Settings that the owner of an app chooses; defaults are in {@link defaultAppSettings}. */
export interface AppSettings {
  /**
   * Anyone can register without a token.
   * @see rest-messages-users.md §3, U1
   */
  openRegistration: boolean
  /**
   * Format of `GET users/{u}/status`: the object of 2014 and later, or the array of 2013.
   * @see rest-messages-users.md §15
   */
  statusShape: 'object' | 'array'
  /**
   * Lifetime of a token in seconds if the request specifies none; 0 means it never expires.
   * @see rest-messages-users.md §2.1
   */
  tokenTtlSeconds: number
  /**
   * Limit on message body plus ext, in bytes.
   * @see rest-messages-users.md §17 "Oversized message"
   */
  messageBytes: number
  /**
   * Limit on a JSON request body in bytes; larger bodies get 413.
   * @see rest-messages-users.md §16 row 20
   */
  requestBytes: number
  /**
   * Answers 404 for unknown targets of the 2014 send API, as its documentation claims.
   * @see rest-messages-users.md §15 "Unknown recipient"
   */
  strictTargets: boolean
  /**
   * Limit on clients of one user per platform; a new client beyond it replaces the oldest.
   * @see rest-messages-users.md §14.2 "devices"
   */
  devicesPerPlatform: number
  /**
   * Limit on uploads, in bytes.
   * @see rest-messages-users.md §14.2 "attachment"
   */
  fileBytes: number
  /**
   * Days that uploads are kept; 0 means forever, like the messages that refer to them. The vendor's cloud keeps them for 7.
   * @see rest-messages-users.md §8 "Lifetime"
   */
  fileDays: number
  /** Restricted files require their secret; a token of the app, or requesting a video frame, is not enough. */
  strictFileSecrets: boolean
  /**
   * The request header `thumbnail` requests a thumbnail whatever its value, as seed 003 says.
   * @see rest-messages-users.md §16 row 29
   */
  thumbnailByPresence: boolean
  /**
   * Reply to the creation of a group: the envelope, or only `{"groupid"}` as in 2014.
   * @see rest-groups-rooms.md §1.7
   */
  groupReply: 'envelope' | 'bare'
  /**
   * The server API can choose the ids of new groups and rooms, each once.
   * @see rest-groups-rooms.md §1.1, §2.1 "groupid", "roomid"
   */
  chosenChannelIds: boolean
  /**
   * Limit on groups of the app; 0 means unlimited.
   * @see rest-groups-rooms.md §1.1 "Plan ceilings"
   */
  groups: number
  /**
   * Limit on groups that one user is in; 0 means unlimited.
   * @see rest-groups-rooms.md §1.1 "Plan ceilings"
   */
  groupsPerUser: number
  /** Limit on members of a group. */
  groupUsers: number
  /**
   * Users invited to a group join at once, even if the group requires an answer.
   * @see rest-groups-rooms.md §1.6
   */
  autoAcceptInvitations: boolean
  /** Limit on rooms of the app; 0 means unlimited. */
  rooms: number
  /** Limit on rooms that one user is in; 0 means unlimited. */
  roomsPerUser: number
  /**
   * Limit on members of a room.
   * @see rest-groups-rooms.md §2.1
   */
  roomUsers: number
  /**
   * Limit on files that a group or room shares.
   * @see rest-groups-rooms.md §1.1 "Shared files"
   */
  sharedFiles: number
  /**
   * Seconds after a user's last connection ends until they leave their rooms; 0 means never.
   * @see rest-groups-rooms.md §2.1
   */
  roomOfflineSeconds: number
  /** Messages per room and second beyond which those of low priority are dropped; 0 means never. */
  roomMessagesPerSecond: number
  /**
   * Limit on a user's attributes, keys and values, in bytes.
   * @see rest-messages-users.md §4.1
   */
  userAttributeBytes: number
  /**
   * Room members can be tagged, and muted by tag.
   * @see rest-groups-rooms.md §2.5
   */
  roomTags: boolean
  /**
   * Whether groups have threads.
   * @see rest-groups-rooms.md §4
   */
  threads: boolean
  /**
   * Limit on threads of the app.
   * @see rest-groups-rooms.md §4
   */
  threadsOfApp: number
  /**
   * Limit on threads that one user is in.
   * @see rest-groups-rooms.md §4
   */
  threadsPerUser: number
  /**
   * Whether users can publish, get and follow presence.
   * @see presence-reactions-pins.md §1
   */
  presence: boolean
  /**
   * When a message is pushed to a user: when all their devices are offline (`all-offline`), or to each device that is
   * offline itself (`any-offline`), as far as it is bound under the id with which it connects.
   * @see push.md §2
   */
  pushWhen: 'all-offline' | 'any-offline'
  /**
   * Time zone of the daily hours in which users want no notifications, and of the days of push statistics: `UTC`, an offset
   * like `+08:00`, or an IANA name.
   * @see push.md §4.1
   */
  pushTimeZone: string
  /**
   * Users get tokens for voice and video channels; app id and certificate of the app must be those of a project at Agora,
   * which carries the calls.
   * @see search-streams-translation.md §5
   */
  rtc: boolean
  /**
   * Days that logs of clients are kept, which may contain messages and tokens, in the folder client-logs of each node's
   * data; 0: clients are not asked for them.
   * @see search-streams-translation.md §6
   */
  clientLogDays: number
  /**
   * Limit on contacts of a user; 0 means unlimited.
   * @see rest-groups-rooms.md §3
   */
  contactsPerUser: number
  /**
   * Clients can write to contacts only.
   * @see rest-groups-rooms.md §3 "friend check"
   */
  friendCheck: boolean
  /**
   * Whether messages between users are checked for the words of the app's lists, and what becomes of those in which one is
   * found: `off`; `block`: those with a word of a list that rejects are not sent, words of lists that exchange are replaced;
   * `replace`: all words are replaced; `pass`: nothing.
   * @see moderation.md §3
   */
  chatWords: WordRule
  /** What becomes of messages in groups and threads with a word of the app's lists; values as of `chatWords`. */
  groupWords: WordRule
  /** What becomes of messages in rooms with a word of the app's lists; values as of `chatWords`. */
  roomWords: WordRule
  /** Who sends a message that is blocked is told so; otherwise it seems to have been sent. */
  tellBlocked: boolean
  /**
   * Seconds after which a message can no longer be recalled without force, at most 7 days; 0 disables recall.
   * @see rest-messages-users.md §7 R1
   */
  recallSeconds: number
  /**
   * Recalling a message removes the files that its sender uploaded, even if other messages refer to them.
   * @see rest-messages-users.md §7 R1
   */
  recallDeletesFiles: boolean
  /**
   * Limit on edits of a message; 0 disables editing.
   * @see rest-messages-users.md §7 R3
   */
  messageEdits: number
  /**
   * Limit on different reactions to a message; 0 disables reactions.
   * @see rest-groups-rooms.md §5
   */
  reactions: number
  /**
   * Seconds that a message sent piece by piece may pause between two pieces.
   * @see rest-messages-users.md §5.3 "limits"
   */
  streamPauseSeconds: number
  /**
   * Seconds from the first piece of such a message to the last.
   * @see rest-messages-users.md §5.3 "limits"
   */
  streamSeconds: number
  /**
   * Time zone for the hours of history files: `UTC`, an offset like `+08:00`, or an IANA name.
   * @see rest-messages-users.md §9 "Time zone"
   */
  exportTimeZone: string
  /**
   * Minutes after the end of an hour until its history file is available.
   * @see rest-messages-users.md §9 "Availability"
   */
  exportDelayMinutes: number
  /**
   * Days that messages between two users are kept; 0 means forever, `server` as RINGPOST_KEEP_CHATS says. What is older is
   * removed for everyone. `ringpost retention --dry-run` says how much would go.
   */
  chatDays: number | 'server'
  /**
   * Days that messages and notices in groups and threads are kept; 0 means forever, `server` as RINGPOST_KEEP_GROUPS says.
   */
  groupDays: number | 'server'
  /** Days that messages in rooms are kept; 0 means forever, `server` as RINGPOST_KEEP_ROOMS says. */
  roomDays: number | 'server'
  /**
   * Days that receipts, requests and notices to one user are kept; they go earlier once all devices of the user have them. 0 means
   * forever, `server` as RINGPOST_KEEP_NOTICES says.
   */
  noticeDays: number | 'server'
  /**
   * Days that history files are available; 0 means as long as the messages exist.
   * @see rest-messages-users.md §9 "Availability", §14.3
   */
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
  presence: true,
  pushWhen: 'all-offline',
  pushTimeZone: 'UTC',
  rtc: false,
  clientLogDays: 0,
  contactsPerUser: 3000,
  friendCheck: false,
  chatWords: 'off',
  groupWords: 'off',
  roomWords: 'off',
  tellBlocked: true,
  recallSeconds: 120,
  recallDeletesFiles: true,
  messageEdits: 10,
  reactions: 20,
  streamPauseSeconds: 30,
  streamSeconds: 30 * 60,
  chatDays: 'server',
  groupDays: 'server',
  roomDays: 'server',
  noticeDays: 'server',
  exportTimeZone: 'UTC',
  exportDelayMinutes: 0,
  exportDays: 0,
}

/** One tenant: everything below `/{org}/{app}`. Apps never see each other's data. */
export interface App {
  /** Row number; the first part of every key. */
  id: number
  org: string
  name: string
  /** `org#app`. */
  key: string
  /** `application` in envelopes. */
  uuid: string
  clientId: string
  clientSecret: string
  /** 32 hex characters: used in `app-id/{appId}` URLs and in Agora tokens. */
  appId: string
  /** 32 hex characters: verifies Agora tokens. */
  appCertificate: string
  settings: AppSettings
  /** ms since 1970. */
  createdAt: number
  /** Row number that its tokens bear, if another than `id`: its first one (`AppRegistry.renew`). Not stored. */
  tokenRow?: number
}

/** An app as bootstrap and the CLI request it; absent fields are generated. */
export interface NewApp {
  org: string
  name: string
  clientId?: string
  clientSecret?: string
  appId?: string
  appCertificate?: string
}
