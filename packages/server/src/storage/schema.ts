import type { Generated, Kysely } from 'kysely'

/**
 * Tables as the queries see them. All numbers are integers below 2^53; times are ms since 1970; flags are 0 or 1.
 * Rows of `log` are never deleted, or positions would be reused. Rows of
 * `follow` in logs whose entries name the followers (pairs, inboxes) are never deleted either: they are closed.
 */
export interface Schema {
  app: AppTable
  org_admin: OrgAdminTable
  secret: SecretTable
  user: UserTable
  former_user: FormerUserTable
  log: LogTable
  entry: EntryTable
  follow: FollowTable
  device: DeviceTable
  cursor: CursorTable
  file: FileTable
  channel: ChannelTable
  channel_count: ChannelCountTable
  member: MemberTable
  super_admin: SuperAdminTable
  relation: RelationTable
  export: ExportTable
  erased: ErasedTable
  pin: PinTable
  reach: ReachTable
  attribute: AttributeTable
  profile_follower: ProfileFollowerTable
  lease: LeaseTable
  shared_file: SharedFileTable
  part_upload: PartUploadTable
  upload_part: UploadPartTable
  reader: ReaderTable
  reader_count: ReaderCountTable
  reaction: ReactionTable
  reactor: ReactorTable
  favourite: FavouriteTable
  broadcast: BroadcastTable
  notification: NotificationTable
  presence: PresenceTable
  presence_status: PresenceStatusTable
  presence_subscription: PresenceSubscriptionTable
  rtc_uid: RtcUidTable
  stream: StreamTable
  stream_piece: StreamPieceTable
  fact: FactTable
  subscriber: SubscriberTable
  dispatch: DispatchTable
  open_session: OpenSessionTable
  change_note: ChangeNoteTable
  word_list: WordListTable
  word: WordTable
  report: ReportTable
  moderation_record: ModerationRecordTable
  moderation_export: ModerationExportTable
  webhook: WebhookTable
  push_binding: PushBindingTable
  push_certificate: PushCertificateTable
  push_template: PushTemplateTable
  push_job: PushJobTable
  push_count: PushCountTable
  webhook_delivery: WebhookDeliveryTable
  push_label: PushLabelTable
  push_label_user: PushLabelUserTable
  push_task: PushTaskTable
  migration: MigrationTable
}

export type Database = Kysely<Schema>

export interface AppTable {
  id: Generated<number>
  org: string
  name: string
  uuid: string
  client_id: string
  client_secret: string
  app_id: string
  app_certificate: string
  /** Settings as JSON. */
  settings: string
  created_at: number
}

export interface OrgAdminTable {
  org: string
  username: string
  password_hash: string
  created_at: number
}

export interface SecretTable {
  name: string
  value: Uint8Array
}

export interface UserTable {
  /** Order of creation. */
  id: Generated<number>
  app: number
  name: string
  uuid: string
  password_hash: string | null
  nickname: string | null
  activated: number
  created_at: number
  modified_at: number
  token_generation: number
  tokens_valid_from: number
  /** JSON object. */
  preferences: string
  /** ms since 1970 until which the user may not send to users, groups, rooms; 0 = lifted, null = never muted. */
  muted_user: Generated<number | null>
  muted_group: Generated<number | null>
  muted_room: Generated<number | null>
  /** Messages up to this id are removed from the user's history in all conversations; null = none. */
  forgotten: Generated<number | null>
}

/** One row for each name whose user was deleted, even if the name is in use again. */
export interface FormerUserTable {
  app: number
  name: string
}

export interface LogTable {
  id: Generated<number>
  app: number
  key: string
  /**
   * The last position assigned, and the id of its entry, if several nodes append (PostgreSQL). Always null in SQLite,
   * where the newest entry is one seek away: read them with `flavour.head`.
   */
  head: Generated<number | null>
  head_id: Generated<number | null>
  /** Entries at positions from 1 to here, exclusive, are gone for everyone. Never falls; at most one after the head. */
  floor: Generated<number>
  /** Has, or once had, so many followers that their `active` is `ALWAYS` (active-hour.ts). */
  large: Generated<number>
  /**
   * `at` of the newest fact about an entry of the log, if several nodes append; null in SQLite, where a single lane
   * keeps the order.
   */
  told_at: Generated<number | null>
  /**
   * Raised by whatever may change which of the log's entries a user sees, other than new entries and the columns of `follow`
   * (log-change.ts). Never falls.
   */
  changed: Generated<number>
}

export interface EntryTable {
  id: number
  app: number
  log: number
  seq: number
  time: number
  kind: number
  content_type: number
  sender: string
  sender_device: string | null
  receiver: string
  receiver_device: string | null
  echo: number
  /** JSON array of user names, or the position of the message that the entry is about; null = everybody. */
  audience: string | null
  origin: string | null
  attributes: Uint8Array | null
  payload: Uint8Array
  /** See `reactedMark`. */
  reacted: Generated<number>
  /** 1 once a thread has been attached to the message. */
  threaded: Generated<number>
  /** What readers are shown of `reaction` and `reactor`, written with each change of them; null: there are none. */
  reactions: Generated<string | null>
}

export interface FollowTable {
  app: number
  /** By name, without a reference: the row outlives the user, closed. */
  user: string
  log: number
  /** Entries up to this position are not for the user. */
  start: number
  /** Furthest position that any device of the user has acknowledged; never below `start`. */
  delivered: number
  /** Entries after this position are not for the user; null while they follow the log. */
  until: number | null
  /** The conversation is not listed until its log has an entry after this position. */
  hidden: Generated<number>
  /**
   * Start of the range of messages that the user does not want, exclusive; the next column ends it, null while it is
   * open. Null here = no such range.
   */
  shielded_from: number | null
  shielded_to: number | null
  /** History up to this position, imported messages included, is cleared for the user; null = none. */
  cleared: number | null
  /** Messages up to this id are removed from the user's history; null = none. */
  forgotten: number | null
  /** Position up to which the user has read. */
  seen: Generated<number>
  /** Position up to which the user has told the others that they have read it; at most `seen`. */
  told: Generated<number>
  /** When the user pinned the conversation in their list; null = not pinned. */
  pinned_at: number | null
  /** One bit for each of the 20 marks. */
  marks: Generated<number>
  /** No earlier than the hour of the newest entry that is for the user, by its id; `ALWAYS` (active-hour.ts): unknown. */
  active: Generated<number>
}

export interface DeviceTable {
  id: Generated<number>
  app: number
  user: string
  resource: string
  uuid: string
  name: string
  seen_at: number
  /** The device has everything in logs whose `active` is an earlier hour. */
  clear: Generated<number>
}

/** A device without a row for a log is where its user was when it was registered: at `follow.delivered`. */
export interface CursorTable {
  app: number
  device: number
  log: number
  /** Last position the device has acknowledged. */
  seq: number
}

export interface FileTable {
  app: number
  uuid: string
  /** 0 announced, 1 published, 2 removed. */
  state: number
  /** When the sweeper next has to look at it; the reason depends on the state. Null = never. */
  due_at: number | null
  secret: string
  restricted: number
  uploader: string | null
  name: string | null
  type: string
  size: number
  /** Null if there is no such image; its type and size are set together. */
  thumbnail_type: string | null
  thumbnail_size: number | null
  frame_type: string | null
  frame_size: number | null
  box_width: number | null
  box_height: number | null
  created_at: number
  expires_at: number | null
}

export interface ChannelTable {
  /** Order of creation. */
  id: Generated<number>
  app: number
  /** Id that callers use. */
  key: string
  /** 1 group, 2 room, 3 thread. */
  kind: number
  name: string
  description: string
  avatar: string
  custom: string
  announcement: string
  /** By name, without a reference: users leave all channels before they are deleted. */
  owner: string
  public: number
  members_only: number
  allow_invites: number
  invite_need_confirm: number
  max_users: number
  muted: number
  disabled: number
  /** Number of rows of `member` with a role. */
  member_count: number
  created_at: number
  modified_at: number
  version: number
  /** For a thread, the id of its group and of the message it is attached to; empty and 0 otherwise. */
  parent: Generated<string>
  root: Generated<number>
}

/** How many channels of a kind an app has. */
export interface ChannelCountTable {
  app: number
  kind: number
  count: number
}

export interface MemberTable {
  app: number
  channel: number
  user: string
  /** 1 owner, 2 administrator, 3 member; 0 not in the channel, but a mute or the like remains. */
  role: number
  joined_at: number
  muted_until: number
  allowed: number
  blocked: number
  /** User whose invitation is pending; empty for none. */
  invited_by: Generated<string>
  applied: Generated<number>
  shielded: Generated<number>
}

/** Users who may create rooms. */
export interface SuperAdminTable {
  app: number
  user: string
}

export interface ReaderTable {
  app: number
  /** Without a reference: entries may be split by app. */
  message: number
  user: string
  read_at: number
  /** 1 when the row is part of the count of its message: not yet, only while it is being written. */
  counted: Generated<number>
}

/** How many rows of `reader` a message has. */
export interface ReaderCountTable {
  app: number
  message: number
  count: number
}

/** The different reactions to a message. Without a reference, as in `reader`. */
export interface ReactionTable {
  app: number
  message: number
  reaction: string
  /** By time; a reaction that comes back gets another one. */
  id: number
  /** Number of rows of `reactor`; never 0. */
  count: number
  /** Place of the last change. */
  changed: number
}

/** Who has given which reaction. */
export interface ReactorTable {
  app: number
  user: string
  /** `reaction.id` */
  reaction: number
  /** An id of its own: by time. */
  place: number
}

/** What users keep for themselves. */
export interface FavouriteTable {
  app: number
  user: string
  id: string
  type: number
  data: string
  ext: string | null
  created_at: number
  updated_at: number
}

/** What users want to be notified of. */
export interface NotificationTable {
  app: number
  user: string
  /** Empty: everything; otherwise `user:{name}` or `group:{id}`. */
  target: string
  /** `ALL`, `AT`, `NONE`; null = not set. */
  type: string | null
  /** ms since 1970; 0 = no end of a silence. */
  silent_until: number
  /** `HH:MM-HH:MM`; empty for conversations. */
  silent_hours: string
  /** Language of notifications; empty for conversations. */
  language: string
  /** Name of the template of notifications; empty for conversations. */
  template: Generated<string>
}

/** What users have published of their presence, and what subscribers know. */
export interface PresenceTable {
  app: number
  user: string
  ext: string
  /** 0 = nothing published. */
  published_at: number
  /** 1 when subscribers were last told that the user is online. */
  told_online: number
}

/** Devices with a status other than that of their connection. */
export interface PresenceStatusTable {
  app: number
  user: string
  device: string
  status: string
  at: number
}

/** Who is told of whose presence, and until when. */
export interface PresenceSubscriptionTable {
  app: number
  subscriber: string
  user: string
  expires_at: number
}

/** Numbers that stand for users in voice and video channels: 1 to 2^32 - 1, unique in the app. */
export interface RtcUidTable {
  app: number
  user: string
  uid: number
}

/** Broadcasts to all users of an app, for a day after they are over. */
export interface BroadcastTable {
  app: number
  id: number
  /** Identifies the request among those of the app. */
  request: string
  /** JSON. */
  actor: string
  /** JSON. */
  draft: string
  accepted_at: number
  /** Cursor in the list of users up to which they have it. */
  cursor: string
  /** 1 when it is over. */
  done: number
}

/** Messages that are being sent in pieces. */
export interface StreamTable {
  app: number
  message: number
  /** `user` or `group`. */
  kind: string
  sender: string
  receiver: string
  type: string
  seq: number
  pieces: number
  bytes: number
  due_at: number
  ends_at: number
}

export interface StreamPieceTable {
  app: number
  message: number
  /** From 0. */
  number: number
  payload: Uint8Array
}

export interface RelationTable {
  app: number
  user: string
  peer: string
  /** Rank in the user's contacts, newer is greater; null: not a contact. */
  contact: number | null
  remark: string
  /** The user has sent the peer a contact request. */
  requested: number
  /** Rank in the user's block list; null: not blocked. */
  blocked: number | null
  version: number
}

export interface ExportTable {
  app: number
  /** The time range whose messages the file holds. */
  start: number
  end: number
  token: string
  /** Null while the file is being written. */
  count: number | null
}

/** Messages that a user has removed from their own history. */
export interface ErasedTable {
  app: number
  user: string
  message: number
}

/** Messages pinned in their conversation, for all its members. */
export interface PinTable {
  app: number
  log: number
  message: number
  pinned_at: number
  pinned_by: string
}

/** Up to which id what is not kept for ever is gone. */
export interface ReachTable {
  /** 0 = apps without a setting of their own. */
  app: number
  /** Kind of log, or `compact`. */
  kind: string
  reach: number
}

export interface PartUploadTable {
  app: number
  uuid: string
  uploader: string | null
  /** Accepts parts. */
  open: number
  /** When the sweeper next has to look at it. */
  due_at: number
}

export interface UploadPartTable {
  app: number
  upload: string
  /** UUID of its blob. */
  uuid: string
  number: number
  size: number
  /** Complete, and not replaced. */
  counts: number
}

export interface SharedFileTable {
  app: number
  /** Key of the log of the group or room. */
  log: string
  /** Newer is greater. */
  place: number
  uuid: string
}

export interface AttributeTable {
  app: number
  /** What the attribute belongs to, see AttributeStore. */
  subject: string
  /** Holder within the subject; empty: the subject itself. */
  holder: string
  key: string
  value: string
  setter: string
  auto_delete: number
  /** ms since 1970; 0 for what was set before that was kept. */
  changed_at: number
}

/** Who is told of changes of whose profile. */
export interface ProfileFollowerTable {
  app: number
  user: string
  follower: string
}

export interface LeaseTable {
  name: string
  holder: string
  /** ms since 1970 by the clock of the database. */
  until: number
}

/** Facts. Rows never change; the newest of a lane is kept. */
export interface FactTable {
  lane: Generated<number>
  pos: Generated<number>
  at: number
  app: number
  kind: string
  subject: string
  seq: Generated<number | null>
  entry: Generated<number | null>
  /** JSON. */
  data: string
}

export interface SubscriberTable {
  name: string
  shard: number
  /** 0 = all. */
  app: number
  /** JSON array. */
  kinds: string
  /** JSON object: position by lane. */
  cursor: string | null
  skipped: Generated<number>
}

/** Which node serves the subscribers of a shard. */
export interface DispatchTable {
  shard: number
  owner: string
  epoch: number
  /** ms since 1970 by the clock of the database. */
  until: number
}

/** Sessions whose end must be reported, whatever happens to their node. */
export interface OpenSessionTable {
  /** Id of the process. */
  node: string
  number: number
  app: number
  user: string
  device: string
}

/** Changes of which not every node has heard. */
export interface ChangeNoteTable {
  id: Generated<number>
  /** ms since 1970 by the clock of the database. */
  at: number
  cache: string
  /** JSON array. */
  keys: string
}

/** Lists of words that texts are checked for (word-list.ts). */
export interface WordListTable {
  app: number
  id: number
  name: string
  scope: string
  disposition: string
  full_match: number
  version: number
  created_at: number
  updated_at: number
}

export interface WordTable {
  app: number
  list: number
  id: number
  word: string
  /** UTF-16 units of its folded form. */
  size: number
  author: string
  created_at: number
  updated_at: number
}

/** What users say about messages. */
export interface ReportTable {
  app: number
  id: number
  message: number
  reporter: string
  type: string
  reason: string
  reported_at: number
}

/** What lists of words have hit (moderation-record.ts). */
export interface ModerationRecordTable {
  app: number
  id: number
  message: number
  sender: string
  target: string
  type: string
  result: string
  line: string
  /** Of the line with its line break. */
  bytes: number
}

export interface ModerationExportTable {
  app: number
  id: number
  uuid: string
  /** JSON, as are the records that it selects. */
  condition: string
  range: string
  size: number
}

/** Rules of apps (webhook.ts). */
export interface WebhookTable {
  app: number
  id: number
  name: string
  enabled: number
  /** JSON. */
  settings: string
  /** Sealed, as is the former one. */
  secret: string
  previous_secret: string | null
  previous_until: number | null
  created_at: number
  modified_at: number
}

/** Devices of users, as push services know them. */
export interface PushBindingTable {
  app: number
  user: string
  device: string
  /** By name: it may come later than the binding. */
  certificate: string
  token: string
  bound_at: number
  /** 1: the device was kicked and has not come back. */
  kicked: number
}

/** What apps need to use push services. */
export interface PushCertificateTable {
  app: number
  uuid: string
  name: string
  service: string
  environment: string
  package_name: string
  disabled: number
  /** JSON object. */
  settings: string
  /** JSON object of secrets, sealed. */
  sealed: string
  created_at: number
  modified_at: number
}

export interface PushTemplateTable {
  app: number
  name: string
  title: string
  content: string
  created_at: number
  updated_at: number
}

/** Notifications that have yet to be handed to a push service. */
export interface PushJobTable {
  id: number
  app: number
  /** Where the message is. */
  log: string
  seq: number
  message: number
  sent_at: number
  user: string
  device: string
  certificate: string
  /** Null: it replaces no other. */
  collapse_key: string | null
  due_at: number
  /** 1: a node is at it, until `due_at`. */
  claimed: number
  attempts: number
}

/** Notifications per day, in the time zone of the server, and push service. */
export interface PushCountTable {
  app: number
  /** `yyyy-MM-dd` */
  day: string
  service: string
  sent: number
  failed: number
}

/** What is on its way to receivers, and what came of it (webhook-delivery.ts). */
export interface WebhookDeliveryTable {
  app: number
  webhook: number
  id: number
  status: string
  order_key: string
  call_id: string
  body: string
  attempts: number
  replays: number
  at: number
  tried_at: number
  next_at: number | null
  answer_status: number | null
  answer: string
  fault: string | null
}

/** Labels of an app. */
export interface PushLabelTable {
  app: number
  name: string
  description: string
  /** Number of users who have it. */
  users: number
  created_at: number
}

export interface PushLabelUserTable {
  app: number
  label: string
  user: string
  created_at: number
}

/** Notifications that apps send themselves, until they have been sent to all. */
export interface PushTaskTable {
  app: number
  id: number
  /** JSON. */
  audience: string
  /** JSON. */
  message: string
  /** 1: counts for the limit on tasks. */
  counts: number
  accepted_at: number
  due_at: number
  /** Where the next page begins; empty at first. */
  cursor: string
  done: number
}

export interface MigrationTable {
  version: number
  name: string
  applied_at: number
}
