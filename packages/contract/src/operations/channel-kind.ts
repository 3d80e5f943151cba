import { type TProperties, Type } from 'typebox'
import type { ErrorCode } from '../error-table.ts'
import type { Envelope, Generation } from '../operation.ts'

/** Operations that groups and rooms share. */
type Shared =
  | 'admins'
  | 'addAdmin'
  | 'removeAdmin'
  | 'announcement'
  | 'setAnnouncement'
  | 'blocklist'
  | 'block'
  | 'blockMany'
  | 'unblock'
  | 'allowlist'
  | 'isAllowed'
  | 'allow'
  | 'allowMany'
  | 'disallow'
  | 'mutelist'
  | 'isMuted'
  | 'mute'
  | 'unmute'
  | 'muteAll'
  | 'unmuteAll'
  | 'files'
  | 'uploadFile'
  | 'downloadFile'
  | 'deleteFile'

/**
 * Groups and rooms are one model with two names. Operations that they share are declared once, for a kind; the differences
 * between the kinds are here.
 */
export interface ChannelKind {
  /** First part of the ids of operations. */
  area: 'groups' | 'rooms'
  /** First segment of paths. */
  place: 'chatgroups' | 'chatrooms'
  /** The path parameter, and what summaries call it. */
  name: 'group' | 'room'
  /** The fields by which replies about one user name the group or room. */
  idFields: TProperties
  /** The fields by which replies about a shared file name the group or room. */
  fileIdFields: TProperties
  /** Maximum number of users per call to block. */
  blockedAtOnce: number
  blockGeneration: Generation
  fileGeneration: Generation
  fileListEnvelope: Envelope
  errors: { notMembers: ErrorCode; unmuteTooMany: ErrorCode; announcementTooLong: ErrorCode }
  /** Source of each shape. */
  sources: Readonly<Record<Shared, string>>
}

export const group = {
  area: 'groups',
  place: 'chatgroups',
  name: 'group',
  idFields: { groupid: Type.String() },
  fileIdFields: { group_id: Type.String() },
  blockedAtOnce: 100,
  blockGeneration: 'G1',
  fileGeneration: 'G2',
  fileListEnvelope: { params: 'echo' },
  errors: {
    notMembers: 'group.not_members',
    unmuteTooMany: 'group.unmute_too_many',
    announcementTooLong: 'group.announcement_too_long',
  },
  sources: {
    admins: 'rest-groups-rooms.md G26; sdk-rest-calls.md G20',
    addAdmin: 'rest-groups-rooms.md G27; sdk-rest-calls.md G21',
    removeAdmin: 'rest-groups-rooms.md G28, §12 row 13; sdk-rest-calls.md G22',
    announcement: 'rest-groups-rooms.md G11; sdk-rest-calls.md G38',
    setAnnouncement: 'rest-groups-rooms.md G12; sdk-rest-calls.md G39',
    blocklist: 'rest-groups-rooms.md G29; sdk-rest-calls.md G33',
    block: 'rest-groups-rooms.md G30; sdk-rest-calls.md G29',
    blockMany:
      'rest-groups-rooms.md G31; sdk-rest-calls.md G30; client-quirks.md "What these programs rely on" 3',
    unblock: 'rest-groups-rooms.md G32, G33; sdk-rest-calls.md G31, G32',
    allowlist: 'rest-groups-rooms.md G34; sdk-rest-calls.md G36',
    isAllowed: 'sdk-rest-calls.md G37',
    allow: 'rest-groups-rooms.md G35',
    allowMany: 'rest-groups-rooms.md G36, §12 row 6; sdk-rest-calls.md G34',
    disallow: 'rest-groups-rooms.md G37; sdk-rest-calls.md G35',
    mutelist: 'rest-groups-rooms.md G38; sdk-rest-calls.md G25',
    isMuted: 'sdk-rest-calls.md G26',
    mute: 'rest-groups-rooms.md G39; sdk-rest-calls.md G23',
    unmute: 'rest-groups-rooms.md G40; sdk-rest-calls.md G24',
    muteAll: 'rest-groups-rooms.md G41; sdk-rest-calls.md G27',
    unmuteAll: 'rest-groups-rooms.md G42; sdk-rest-calls.md G28',
    files: 'rest-groups-rooms.md G13; sdk-rest-calls.md G41',
    uploadFile: 'rest-groups-rooms.md G14; sdk-rest-calls.md G40',
    downloadFile: 'rest-groups-rooms.md G15, §12 row 7; sdk-rest-calls.md G42',
    deleteFile: 'rest-groups-rooms.md G16; sdk-rest-calls.md G43',
  },
} as const satisfies ChannelKind

export const room = {
  area: 'rooms',
  place: 'chatrooms',
  name: 'room',
  idFields: { chatroomid: Type.String(), id: Type.String() },
  fileIdFields: { id: Type.String() },
  blockedAtOnce: 60,
  blockGeneration: 'G2',
  fileGeneration: 'client',
  fileListEnvelope: {},
  errors: {
    notMembers: 'room.not_members',
    unmuteTooMany: 'room.unmute_too_many',
    announcementTooLong: 'room.announcement_too_long',
  },
  sources: {
    admins: 'rest-groups-rooms.md C23; sdk-rest-calls.md R12',
    addAdmin: 'rest-groups-rooms.md C24; sdk-rest-calls.md R13',
    removeAdmin: 'rest-groups-rooms.md C25; sdk-rest-calls.md R14',
    announcement: 'rest-groups-rooms.md C11; sdk-rest-calls.md R30',
    setAnnouncement: 'rest-groups-rooms.md C12; sdk-rest-calls.md R31',
    blocklist: 'rest-groups-rooms.md C26; sdk-rest-calls.md R25',
    block: 'rest-groups-rooms.md C27; sdk-rest-calls.md R21',
    blockMany:
      'rest-groups-rooms.md C28; sdk-rest-calls.md R22; client-quirks.md "What these programs rely on" 3',
    unblock: 'rest-groups-rooms.md C29, C30; sdk-rest-calls.md R23, R24',
    allowlist: 'rest-groups-rooms.md C31; sdk-rest-calls.md R28',
    isAllowed: 'sdk-rest-calls.md R29',
    allow: 'rest-groups-rooms.md C32',
    allowMany: 'rest-groups-rooms.md C33; sdk-rest-calls.md R26',
    disallow: 'rest-groups-rooms.md C34; sdk-rest-calls.md R27',
    mutelist: 'rest-groups-rooms.md C35; sdk-rest-calls.md R17',
    isMuted: 'sdk-rest-calls.md R18',
    mute: 'rest-groups-rooms.md C36; sdk-rest-calls.md R15',
    unmute: 'rest-groups-rooms.md C37; sdk-rest-calls.md R16',
    muteAll: 'rest-groups-rooms.md C38; sdk-rest-calls.md R19',
    unmuteAll: 'rest-groups-rooms.md C39; sdk-rest-calls.md R20',
    files: 'sdk-rest-calls.md R33',
    uploadFile: 'sdk-rest-calls.md R32',
    downloadFile: 'easemob-websdk 3.6.3 (later versions have no such method)',
    deleteFile: 'sdk-rest-calls.md R34',
  },
} as const satisfies ChannelKind
