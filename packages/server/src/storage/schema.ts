import type { Generated, Kysely } from 'kysely'

/**
 * Tables as the queries see them. All numbers are integers below 2^53; times are ms since 1970; flags are 0 or 1.
 *
 * Rows of `log` are never deleted and a log keeps its newest entry (that is its head), or positions would be used twice.
 * Rows of `follow` in logs that entries name followers for (pairs, inboxes) are never deleted either: they are closed.
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
  member: MemberTable
  super_admin: SuperAdminTable
  relation: RelationTable
  export: ExportTable
  erased: ErasedTable
  pin: PinTable
  attribute: AttributeTable
  lease: LeaseTable
  shared_file: SharedFileTable
  part_upload: PartUploadTable
  upload_part: UploadPartTable
  reader: ReaderTable
  fact: FactTable
  subscriber: SubscriberTable
  dispatch: DispatchTable
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
  /** JSON of the settings. */
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
  /** Messages up to this id are gone from his history, whatever the conversation; null = none. */
  forgotten: Generated<number | null>
}

/** One row for each name whose user was deleted, whoever has it now. */
export interface FormerUserTable {
  app: number
  name: string
}

export interface LogTable {
  id: Generated<number>
  app: number
  key: string
  /**
   * The last position given out, where several nodes append (PostgreSQL). Null: the position of the newest entry; always so in
   * SQLite, whose only writer remembers it.
   */
  head: Generated<number | null>
  /** `at` of the newest fact about an entry of it, where several nodes append; null in SQLite, whose one lane is in order. */
  told_at: Generated<number | null>
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
  /** JSON array of user names; null = everybody. */
  audience: string | null
  origin: string | null
  attributes: Uint8Array | null
  payload: Uint8Array
}

export interface FollowTable {
  app: number
  /** By name, without a reference: it outlives the user, closed. */
  user: string
  log: number
  /** Entries up to this position are not his. */
  start: number
  /** Furthest position any of his devices has acknowledged; never below `start`. */
  delivered: number
  /** Entries behind this position are not his; null while he follows. */
  until: number | null
  /** The conversation is not listed until its log has an entry behind this position. */
  hidden: Generated<number>
  /** Messages behind this position are none of his while the next is null, or up to that; null = he wants all. */
  shielded_from: number | null
  shielded_to: number | null
  /** History up to this position, the past included, is gone for him; null = nothing is. */
  cleared: number | null
  /** Messages up to this id are gone from his history; null = none. */
  forgotten: number | null
  /** He has read up to this position. */
  seen: Generated<number>
  /** When he put the conversation at the top of his list; null = it is not there. */
  pinned_at: number | null
  /** One bit for each of the 20 marks. */
  marks: Generated<number>
}

export interface DeviceTable {
  id: Generated<number>
  app: number
  user: string
  resource: string
  uuid: string
  name: string
  seen_at: number
}

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
  /** When the sweeper has to look at it: what for depends on the state. Null = never. */
  due_at: number | null
  secret: string
  restricted: number
  uploader: string | null
  name: string | null
  type: string
  size: number
  /** Null when there is no picture of this kind; type and size of one go together. */
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
  /** By name, without a reference: a user is taken out of all channels before he is deleted. */
  owner: string
  public: number
  members_only: number
  allow_invites: number
  invite_need_confirm: number
  max_users: number
  muted: number
  disabled: number
  /** Rows of `member` with a role. */
  member_count: number
  created_at: number
  modified_at: number
  version: number
  /** Of a thread, the id of its group and of the message that it hangs on; empty and 0 of others. */
  parent: Generated<string>
  root: Generated<number>
}

export interface MemberTable {
  app: number
  channel: number
  user: string
  /** 1 owner, 2 administrator, 3 member; 0 not in the channel: the row is there for the marks. */
  role: number
  joined_at: number
  muted_until: number
  allowed: number
  blocked: number
  /** Who has invited the user; empty for nobody. */
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
}

export interface RelationTable {
  app: number
  user: string
  peer: string
  /** Place in the contacts of the user, newer is greater; null: no contact. */
  contact: number | null
  remark: string
  /** The user has asked the peer to be a contact. */
  requested: number
  /** Place in the block list of the user; null: not blocked. */
  blocked: number | null
  version: number
}

export interface ExportTable {
  app: number
  /** The stretch of time whose messages the file holds. */
  start: number
  end: number
  token: string
  /** Null while the file is being written. */
  count: number | null
}

/** Messages that a user has taken out of his own history. */
export interface ErasedTable {
  app: number
  user: string
  message: number
}

/** Messages that stand out in their conversation, for everybody in it. */
export interface PinTable {
  app: number
  log: number
  message: number
  pinned_at: number
  pinned_by: string
}

export interface PartUploadTable {
  app: number
  uuid: string
  uploader: string | null
  /** It takes parts. */
  open: number
  /** When the sweeper has to look at it. */
  due_at: number
}

export interface UploadPartTable {
  app: number
  upload: string
  /** Of its blob. */
  uuid: string
  number: number
  size: number
  /** Whole, and not replaced. */
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
  /** What has attributes, see AttributeStore. */
  subject: string
  /** Whose they are there; empty: of the subject itself. */
  holder: string
  key: string
  value: string
  setter: string
  auto_delete: number
}

export interface LeaseTable {
  name: string
  holder: string
  /** ms since 1970 by the clock of the database. */
  until: number
}

/** What happened. Rows are never changed; the newest of a lane stays. */
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

export interface MigrationTable {
  version: number
  name: string
  applied_at: number
}
