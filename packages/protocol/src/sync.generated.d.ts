// Generated from sync.proto by generate.ts. Do not edit.
import type { Codec, LongParts } from './wire.ts'

export interface SyncHeader {
  resource: string | null
  timestamp: number | LongParts | null
  requestId: string | null
  protocolVersion: number | null
}
export interface SyncHeaderFields {
  resource?: string | null | undefined
  timestamp?: number | LongParts | null | undefined
  requestId?: string | null | undefined
  protocolVersion?: number | null | undefined
}
export const SyncHeader: Codec<SyncHeader, SyncHeaderFields>

export interface SyncRequest {
  type: number | null
  header: SyncHeader | null
  org: string | null
  app: string | null
  user: string | null
}
export interface SyncRequestFields {
  type?: number | null | undefined
  header?: SyncHeaderFields | null | undefined
  org?: string | null | undefined
  app?: string | null | undefined
  user?: string | null | undefined
}
export const SyncRequest: Codec<SyncRequest, SyncRequestFields>

export interface SessionsRequest {
  needEmpty: boolean | null
}
export interface SessionsRequestFields {
  needEmpty?: boolean | null | undefined
}
export const SessionsRequest: Codec<SessionsRequest, SessionsRequestFields>

export interface RosterRequest {
  cursor: number | null
}
export interface RosterRequestFields {
  cursor?: number | null | undefined
}
export const RosterRequest: Codec<RosterRequest, RosterRequestFields>

export interface GroupsRequest {
  cursor: string | null
}
export interface GroupsRequestFields {
  cursor?: string | null | undefined
}
export const GroupsRequest: Codec<GroupsRequest, GroupsRequestFields>

export interface SessionItem {
  id: string | null
  kind: number | null
  lastMessage: Uint8Array | null
  updatedAt: number | null
  pinnedAt: number | null
  unread: number | null
  marks: readonly string[]
  remindType: number | null
  groupName: string | null
  groupAvatar: string | null
  metadata: string | null
}
export interface SessionItemFields {
  id?: string | null | undefined
  kind?: number | null | undefined
  lastMessage?: Uint8Array | null | undefined
  updatedAt?: number | null | undefined
  pinnedAt?: number | null | undefined
  unread?: number | null | undefined
  marks?: readonly string[] | null | undefined
  remindType?: number | null | undefined
  groupName?: string | null | undefined
  groupAvatar?: string | null | undefined
  metadata?: string | null | undefined
}
export const SessionItem: Codec<SessionItem, SessionItemFields>

export interface SessionsAnswer {
  type: number | null
  header: SyncHeader | null
  sessions: readonly SessionItem[]
  isLast: boolean | null
  finishedAt: number | null
}
export interface SessionsAnswerFields {
  type?: number | null | undefined
  header?: SyncHeaderFields | null | undefined
  sessions?: readonly SessionItemFields[] | null | undefined
  isLast?: boolean | null | undefined
  finishedAt?: number | null | undefined
}
export const SessionsAnswer: Codec<SessionsAnswer, SessionsAnswerFields>

export interface RosterItem {
  contact: string | null
  remark: string | null
  metadata: string | null
  createdAt: number | null
  updatedAt: number | null
}
export interface RosterItemFields {
  contact?: string | null | undefined
  remark?: string | null | undefined
  metadata?: string | null | undefined
  createdAt?: number | null | undefined
  updatedAt?: number | null | undefined
}
export const RosterItem: Codec<RosterItem, RosterItemFields>

export interface RosterAnswer {
  type: number | null
  header: SyncHeader | null
  contacts: readonly RosterItem[]
  cursor: number | null
  version: string | null
  responseType: number | null
}
export interface RosterAnswerFields {
  type?: number | null | undefined
  header?: SyncHeaderFields | null | undefined
  contacts?: readonly RosterItemFields[] | null | undefined
  cursor?: number | null | undefined
  version?: string | null | undefined
  responseType?: number | null | undefined
}
export const RosterAnswer: Codec<RosterAnswer, RosterAnswerFields>

export interface GroupItem {
  id: string | null
  name: string | null
  owner: string | null
  memberCount: number | null
  muteAll: boolean | null
  disabled: boolean | null
  description: string | null
  avatar: string | null
  role: number | null
  mutedUntil: number | LongParts | null
  remindType: number | null
  createdAt: number | null
  updatedAt: number | null
  joinedAt: number | null
}
export interface GroupItemFields {
  id?: string | null | undefined
  name?: string | null | undefined
  owner?: string | null | undefined
  memberCount?: number | null | undefined
  muteAll?: boolean | null | undefined
  disabled?: boolean | null | undefined
  description?: string | null | undefined
  avatar?: string | null | undefined
  role?: number | null | undefined
  mutedUntil?: number | LongParts | null | undefined
  remindType?: number | null | undefined
  createdAt?: number | null | undefined
  updatedAt?: number | null | undefined
  joinedAt?: number | null | undefined
}
export const GroupItem: Codec<GroupItem, GroupItemFields>

export interface GroupsAnswer {
  type: number | null
  header: SyncHeader | null
  groups: readonly GroupItem[]
  isLast: boolean | null
  finishedAt: number | null
  cursor: string | null
}
export interface GroupsAnswerFields {
  type?: number | null | undefined
  header?: SyncHeaderFields | null | undefined
  groups?: readonly GroupItemFields[] | null | undefined
  isLast?: boolean | null | undefined
  finishedAt?: number | null | undefined
  cursor?: string | null | undefined
}
export const GroupsAnswer: Codec<GroupsAnswer, GroupsAnswerFields>

export interface SyncError {
  type: number | null
  header: SyncHeader | null
  code: number | null
  message: string | null
}
export interface SyncErrorFields {
  type?: number | null | undefined
  header?: SyncHeaderFields | null | undefined
  code?: number | null | undefined
  message?: string | null | undefined
}
export const SyncError: Codec<SyncError, SyncErrorFields>

export interface RosterError {
  type: number | null
  code: string | null
  message: string | null
  header: SyncHeader | null
}
export interface RosterErrorFields {
  type?: number | null | undefined
  code?: string | null | undefined
  message?: string | null | undefined
  header?: SyncHeaderFields | null | undefined
}
export const RosterError: Codec<RosterError, RosterErrorFields>
