// Generated from msync.proto by generate.ts. Do not edit.
import type { Codec, LongParts } from './wire.ts'

export interface Jid {
  appKey: string | null
  name: string | null
  domain: string | null
  resource: string | null
}
export interface JidFields {
  appKey?: string | null | undefined
  name?: string | null | undefined
  domain?: string | null | undefined
  resource?: string | null | undefined
}
export const Jid: Codec<Jid, JidFields>

export interface KeyValue {
  key: string | null
  type: number | null
  varintValue: number | LongParts | null
  floatValue: number | null
  doubleValue: number | null
  stringValue: string | null
  digits: string | null
}
export interface KeyValueFields {
  key?: string | null | undefined
  type?: number | null | undefined
  varintValue?: number | LongParts | null | undefined
  floatValue?: number | null | undefined
  doubleValue?: number | null | undefined
  stringValue?: string | null | undefined
  digits?: string | null | undefined
}
export const KeyValue: Codec<KeyValue, KeyValueFields>

export interface Redirect {
  host: string | null
  port: number | null
}
export interface RedirectFields {
  host?: string | null | undefined
  port?: number | null | undefined
}
export const Redirect: Codec<Redirect, RedirectFields>

export interface Status {
  code: number | null
  reason: string | null
  redirect: readonly Redirect[]
}
export interface StatusFields {
  code?: number | null | undefined
  reason?: string | null | undefined
  redirect?: readonly RedirectFields[] | null | undefined
}
export const Status: Codec<Status, StatusFields>

export interface Envelope {
  version: number | null
  guid: Jid | null
  auth: string | null
  compressAlgorithm: number | null
  crypto: number | null
  userAgent: string | null
  command: number | null
  payload: Uint8Array | null
  deviceId: number | null
  encryptType: readonly number[]
  encryptKey: string | null
}
export interface EnvelopeFields {
  version?: number | null | undefined
  guid?: JidFields | null | undefined
  auth?: string | null | undefined
  compressAlgorithm?: number | null | undefined
  crypto?: number | null | undefined
  userAgent?: string | null | undefined
  command?: number | null | undefined
  payload?: Uint8Array | null | undefined
  deviceId?: number | null | undefined
  encryptType?: readonly number[] | null | undefined
  encryptKey?: string | null | undefined
}
export const Envelope: Codec<Envelope, EnvelopeFields>

export interface Provision {
  osType: number | null
  version: string | null
  networkType: number | null
  appSign: string | null
  compressType: readonly number[]
  encryptType: readonly number[]
  encryptKey: string | null
  status: Status | null
  deviceUuid: string | null
  isManualLogin: boolean | null
  password: string | null
  deviceName: string | null
  resource: string | null
  auth: string | null
  serviceId: string | null
  actionVersion: string | null
  authToken: string | null
  osCustomValue: number | null
  sessionId: string | null
  reason: string | null
  protocolCompressType: readonly number[]
  protocolCompressDirection: number | null
}
export interface ProvisionFields {
  osType?: number | null | undefined
  version?: string | null | undefined
  networkType?: number | null | undefined
  appSign?: string | null | undefined
  compressType?: readonly number[] | null | undefined
  encryptType?: readonly number[] | null | undefined
  encryptKey?: string | null | undefined
  status?: StatusFields | null | undefined
  deviceUuid?: string | null | undefined
  isManualLogin?: boolean | null | undefined
  password?: string | null | undefined
  deviceName?: string | null | undefined
  resource?: string | null | undefined
  auth?: string | null | undefined
  serviceId?: string | null | undefined
  actionVersion?: string | null | undefined
  authToken?: string | null | undefined
  osCustomValue?: number | null | undefined
  sessionId?: string | null | undefined
  reason?: string | null | undefined
  protocolCompressType?: readonly number[] | null | undefined
  protocolCompressDirection?: number | null | undefined
}
export const Provision: Codec<Provision, ProvisionFields>

export interface Logout {
  sessionId: string | null
  reason: string | null
  status: Status | null
}
export interface LogoutFields {
  sessionId?: string | null | undefined
  reason?: string | null | undefined
  status?: StatusFields | null | undefined
}
export const Logout: Codec<Logout, LogoutFields>

export interface Meta {
  id: number | null
  from: Jid | null
  to: Jid | null
  timestamp: number | null
  namespace: number | null
  payload: Uint8Array | null
  route: number | null
  ext: readonly KeyValue[]
  meta: Uint8Array | null
  directedUsers: readonly string[]
}
export interface MetaFields {
  id?: number | null | undefined
  from?: JidFields | null | undefined
  to?: JidFields | null | undefined
  timestamp?: number | null | undefined
  namespace?: number | null | undefined
  payload?: Uint8Array | null | undefined
  route?: number | null | undefined
  ext?: readonly KeyValueFields[] | null | undefined
  meta?: Uint8Array | null | undefined
  directedUsers?: readonly string[] | null | undefined
}
export const Meta: Codec<Meta, MetaFields>

export interface SyncUp {
  meta: Meta | null
  key: number | null
  queue: Jid | null
  isRoam: boolean | null
  lastFullRoamKey: number | null
}
export interface SyncUpFields {
  meta?: MetaFields | null | undefined
  key?: number | null | undefined
  queue?: JidFields | null | undefined
  isRoam?: boolean | null | undefined
  lastFullRoamKey?: number | null | undefined
}
export const SyncUp: Codec<SyncUp, SyncUpFields>

export interface SyncDown {
  status: Status | null
  metaId: number | null
  serverId: number | null
  metas: readonly Meta[]
  nextKey: number | null
  queue: Jid | null
  isLast: boolean | null
  timestamp: number | null
  isRoam: boolean | null
}
export interface SyncDownFields {
  status?: StatusFields | null | undefined
  metaId?: number | null | undefined
  serverId?: number | null | undefined
  metas?: readonly MetaFields[] | null | undefined
  nextKey?: number | null | undefined
  queue?: JidFields | null | undefined
  isLast?: boolean | null | undefined
  timestamp?: number | null | undefined
  isRoam?: boolean | null | undefined
}
export const SyncDown: Codec<SyncDown, SyncDownFields>

export interface Notice {
  queue: Jid | null
}
export interface NoticeFields {
  queue?: JidFields | null | undefined
}
export const Notice: Codec<Notice, NoticeFields>

export interface QueueCount {
  queue: Jid | null
  count: number | null
}
export interface QueueCountFields {
  queue?: JidFields | null | undefined
  count?: number | null | undefined
}
export const QueueCount: Codec<QueueCount, QueueCountFields>

export interface UnreadDown {
  status: Status | null
  unread: readonly QueueCount[]
  timestamp: number | null
}
export interface UnreadDownFields {
  status?: StatusFields | null | undefined
  unread?: readonly QueueCountFields[] | null | undefined
  timestamp?: number | null | undefined
}
export const UnreadDown: Codec<UnreadDown, UnreadDownFields>

export interface Size {
  width: number | null
  height: number | null
}
export interface SizeFields {
  width?: number | null | undefined
  height?: number | null | undefined
}
export const Size: Codec<Size, SizeFields>

export interface Content {
  type: number | null
  text: string | null
  latitude: number | null
  longitude: number | null
  address: string | null
  displayName: string | null
  remotePath: string | null
  secretKey: string | null
  fileLength: number | null
  action: string | null
  params: readonly KeyValue[]
  duration: number | null
  size: Size | null
  thumbnailRemotePath: string | null
  thumbnailSecretKey: string | null
  thumbnailDisplayName: string | null
  thumbnailFileLength: number | null
  thumbnailSize: Size | null
  customEvent: string | null
  customExts: readonly KeyValue[]
  buildingName: string | null
  subType: number | null
  title: string | null
  summary: string | null
  combineLevel: number | null
  imageType: number | null
}
export interface ContentFields {
  type?: number | null | undefined
  text?: string | null | undefined
  latitude?: number | null | undefined
  longitude?: number | null | undefined
  address?: string | null | undefined
  displayName?: string | null | undefined
  remotePath?: string | null | undefined
  secretKey?: string | null | undefined
  fileLength?: number | null | undefined
  action?: string | null | undefined
  params?: readonly KeyValueFields[] | null | undefined
  duration?: number | null | undefined
  size?: SizeFields | null | undefined
  thumbnailRemotePath?: string | null | undefined
  thumbnailSecretKey?: string | null | undefined
  thumbnailDisplayName?: string | null | undefined
  thumbnailFileLength?: number | null | undefined
  thumbnailSize?: SizeFields | null | undefined
  customEvent?: string | null | undefined
  customExts?: readonly KeyValueFields[] | null | undefined
  buildingName?: string | null | undefined
  subType?: number | null | undefined
  title?: string | null | undefined
  summary?: string | null | undefined
  combineLevel?: number | null | undefined
  imageType?: number | null | undefined
}
export const Content: Codec<Content, ContentFields>

export interface MessageConfig {
  allowGroupAck: boolean | null
}
export interface MessageConfigFields {
  allowGroupAck?: boolean | null | undefined
}
export const MessageConfig: Codec<MessageConfig, MessageConfigFields>

export interface StreamChunk {
  type: string | null
  sequence: number | null
  status: number | null
  error: number | null
  finishReason: number | null
}
export interface StreamChunkFields {
  type?: string | null | undefined
  sequence?: number | null | undefined
  status?: number | null | undefined
  error?: number | null | undefined
  finishReason?: number | null | undefined
}
export const StreamChunk: Codec<StreamChunk, StreamChunkFields>

export interface MessageBody {
  type: number | null
  from: Jid | null
  to: Jid | null
  contents: readonly Content[]
  ext: readonly KeyValue[]
  ackId: number | null
  config: MessageConfig | null
  ackContent: string | null
  meta: string | null
  editId: number | null
  editScope: number | null
  stream: StreamChunk | null
  profileUpdatedAt: number | null
  nameCardUpdatedAt: number | null
  sendToPeer: boolean | null
  ackIds: readonly number[]
  clearsAll: boolean | null
}
export interface MessageBodyFields {
  type?: number | null | undefined
  from?: JidFields | null | undefined
  to?: JidFields | null | undefined
  contents?: readonly ContentFields[] | null | undefined
  ext?: readonly KeyValueFields[] | null | undefined
  ackId?: number | null | undefined
  config?: MessageConfigFields | null | undefined
  ackContent?: string | null | undefined
  meta?: string | null | undefined
  editId?: number | null | undefined
  editScope?: number | null | undefined
  stream?: StreamChunkFields | null | undefined
  profileUpdatedAt?: number | null | undefined
  nameCardUpdatedAt?: number | null | undefined
  sendToPeer?: boolean | null | undefined
  ackIds?: readonly number[] | null | undefined
  clearsAll?: boolean | null | undefined
}
export const MessageBody: Codec<MessageBody, MessageBodyFields>

export interface MucSetting {
  name: string | null
  description: string | null
  type: number | null
  maxUsers: number | null
  owner: string | null
}
export interface MucSettingFields {
  name?: string | null | undefined
  description?: string | null | undefined
  type?: number | null | undefined
  maxUsers?: number | null | undefined
  owner?: string | null | undefined
}
export const MucSetting: Codec<MucSetting, MucSettingFields>

export interface MucResult {
  code: number | null
  description: string | null
  chatroomInfo: string | null
}
export interface MucResultFields {
  code?: number | null | undefined
  description?: string | null | undefined
  chatroomInfo?: string | null | undefined
}
export const MucResult: Codec<MucResult, MucResultFields>

export interface MucEventInfo {
  type: number | null
  ext: string | null
}
export interface MucEventInfoFields {
  type?: number | null | undefined
  ext?: string | null | undefined
}
export const MucEventInfo: Codec<MucEventInfo, MucEventInfoFields>

export interface MucBody {
  muc: Jid | null
  operation: number | null
  from: Jid | null
  to: readonly Jid[]
  setting: MucSetting | null
  reason: string | null
  isChatroom: boolean | null
  status: MucResult | null
  isThread: boolean | null
  parent: Jid | null
  name: string | null
  eventInfo: MucEventInfo | null
  memberCount: number | null
  ext: string | null
  leaveOtherRooms: boolean | null
  members: readonly string[]
}
export interface MucBodyFields {
  muc?: JidFields | null | undefined
  operation?: number | null | undefined
  from?: JidFields | null | undefined
  to?: readonly JidFields[] | null | undefined
  setting?: MucSettingFields | null | undefined
  reason?: string | null | undefined
  isChatroom?: boolean | null | undefined
  status?: MucResultFields | null | undefined
  isThread?: boolean | null | undefined
  parent?: JidFields | null | undefined
  name?: string | null | undefined
  eventInfo?: MucEventInfoFields | null | undefined
  memberCount?: number | null | undefined
  ext?: string | null | undefined
  leaveOtherRooms?: boolean | null | undefined
  members?: readonly string[] | null | undefined
}
export const MucBody: Codec<MucBody, MucBodyFields>

export interface RosterResult {
  code: number | null
  description: string | null
}
export interface RosterResultFields {
  code?: number | null | undefined
  description?: string | null | undefined
}
export const RosterResult: Codec<RosterResult, RosterResultFields>

export interface RosterBody {
  operation: number | null
  status: RosterResult | null
  from: Jid | null
  to: readonly Jid[]
  reason: string | null
  rosterVersion: string | null
  biDirectional: boolean | null
}
export interface RosterBodyFields {
  operation?: number | null | undefined
  status?: RosterResultFields | null | undefined
  from?: JidFields | null | undefined
  to?: readonly JidFields[] | null | undefined
  reason?: string | null | undefined
  rosterVersion?: string | null | undefined
  biDirectional?: boolean | null | undefined
}
export const RosterBody: Codec<RosterBody, RosterBodyFields>

export interface StatisticsBody {
  operation: number | null
  os: number | null
  version: string | null
  network: number | null
  imTime: number | null
  chatTime: number | null
  location: string | null
  reason: string | null
}
export interface StatisticsBodyFields {
  operation?: number | null | undefined
  os?: number | null | undefined
  version?: string | null | undefined
  network?: number | null | undefined
  imTime?: number | null | undefined
  chatTime?: number | null | undefined
  location?: string | null | undefined
  reason?: string | null | undefined
}
export const StatisticsBody: Codec<StatisticsBody, StatisticsBodyFields>
