import { ProtocolError } from './protocol-error.ts'
import {
  type GroupItemFields,
  GroupsAnswer,
  GroupsRequest,
  RosterAnswer,
  RosterError,
  type RosterItemFields,
  RosterRequest,
  type SessionItemFields,
  SessionsAnswer,
  SessionsRequest,
  SyncError,
  SyncRequest,
} from './sync.generated.js'
import { decode, encode } from './wire.ts'

/** sdk5.md §9.2 */
const FrameType = {
  ROSTER_REQUEST: 3,
  ROSTER_ANSWER: 4,
  ERROR: 5,
  SESSIONS_REQUEST: 10,
  SESSIONS_ANSWER: 11,
  GROUPS_REQUEST: 12,
  GROUPS_ANSWER: 13,
} as const

/** What the SDK makes an error of its own from (sdk5.md §9.6). */
export const SyncErrorCode = { BAD_REQUEST: 1001, TOKEN: 1002, BUSY: 1003, FAILED: 1005 } as const

/** A list that a client asks for; `requestId` is what the answer has to repeat. */
export type SyncQuery = {
  requestId: string
  /** `org#app`. */
  appKey: string
  user: string
} & (
  | { list: 'conversations'; withEmpty: boolean }
  /** `cursor`: 0 at the start. */
  | { list: 'contacts'; cursor: number }
  /** `cursor`: empty at the start. */
  | { list: 'groups'; cursor: string }
)

/** Undefined for what wants no answer, such as the answer to a ping. Throws ProtocolError. */
export function decodeSyncQuery(bytes: Uint8Array): SyncQuery | undefined {
  const { type, header, org, app, user } = decode(SyncRequest, bytes)
  const common = { requestId: header?.requestId ?? '', appKey: `${org}#${app}`, user: user ?? '' }
  switch (type) {
    case FrameType.SESSIONS_REQUEST:
      return {
        ...common,
        list: 'conversations',
        withEmpty: decode(SessionsRequest, bytes).needEmpty ?? false,
      }
    case FrameType.ROSTER_REQUEST:
      return { ...common, list: 'contacts', cursor: decode(RosterRequest, bytes).cursor ?? 0 }
    case FrameType.GROUPS_REQUEST:
      return { ...common, list: 'groups', cursor: decode(GroupsRequest, bytes).cursor ?? '' }
    case null:
      throw new ProtocolError('sync frame without type')
    default:
      return undefined
  }
}

/** @param at when the list was begun to be read, ms since 1970. */
export function sessionsAnswer(
  { requestId }: SyncQuery,
  at: number,
  sessions: readonly SessionItemFields[],
  isLast: boolean,
): Uint8Array {
  return encode(SessionsAnswer, {
    type: FrameType.SESSIONS_ANSWER,
    header: headerOf(requestId),
    sessions,
    isLast,
    finishedAt: at,
  })
}

/** All pages of one list say they are the whole of it. @param cursor 0 on the last page. */
export function rosterAnswer(
  { requestId }: SyncQuery,
  contacts: readonly RosterItemFields[],
  version: string,
  cursor: number,
): Uint8Array {
  return encode(RosterAnswer, {
    type: FrameType.ROSTER_ANSWER,
    header: headerOf(requestId),
    contacts,
    cursor,
    version,
    responseType: FULL,
  })
}

const FULL = 2

/** @param cursor empty on the last page. @param at as in sessionsAnswer. */
export function groupsAnswer(
  { requestId }: SyncQuery,
  at: number,
  groups: readonly GroupItemFields[],
  cursor: string,
): Uint8Array {
  return encode(GroupsAnswer, {
    type: FrameType.GROUPS_ANSWER,
    header: headerOf(requestId),
    groups,
    isLast: cursor === '',
    finishedAt: at,
    cursor,
  })
}

/** In the layout that the asking half of the SDK reads. */
export function syncError({ requestId, list }: SyncQuery, code: number, message: string): Uint8Array {
  const common = { type: FrameType.ERROR, header: headerOf(requestId), message }
  return list === 'contacts'
    ? encode(RosterError, { ...common, code: String(code) })
    : encode(SyncError, { ...common, code })
}

function headerOf(requestId: string) {
  return { resource: '', timestamp: Date.now(), requestId, protocolVersion: 1 }
}
