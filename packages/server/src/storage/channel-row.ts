import type { Insertable, Selectable } from 'kysely'
import type { Channel, ChannelKind, Member, Role, Standing } from '../domain/channels/channel.ts'
import type { ChannelTable, MemberTable } from './schema.ts'

export const kindNumbers = { group: 1, room: 2, thread: 3 } as const satisfies Record<ChannelKind, number>
const kinds = ['group', 'room', 'thread'] as const
/** Values of `member.role`; 0 means no role. */
export const roleNumbers = { owner: 1, admin: 2, member: 3 } as const satisfies Record<Role, number>
const roles = ['owner', 'admin', 'member'] as const

type ChannelRow = Omit<Insertable<ChannelTable>, 'id'>

export function toChannelRow(channel: Omit<Channel, 'number'>): ChannelRow {
  return {
    app: channel.app,
    key: channel.id,
    kind: kindNumbers[channel.kind],
    name: channel.name,
    description: channel.description,
    avatar: channel.avatar,
    custom: channel.custom,
    announcement: channel.announcement,
    owner: channel.owner,
    public: Number(channel.public),
    members_only: Number(channel.membersOnly),
    allow_invites: Number(channel.allowInvites),
    invite_need_confirm: Number(channel.inviteNeedConfirm),
    max_users: channel.maxUsers,
    muted: Number(channel.muted),
    disabled: Number(channel.disabled),
    member_count: channel.memberCount,
    created_at: channel.createdAt,
    modified_at: channel.modifiedAt,
    version: channel.version,
    parent: channel.thread?.group ?? '',
    root: channel.thread?.message ?? 0,
  }
}

export function toChannel(row: Selectable<ChannelTable>): Channel {
  return {
    app: row.app,
    number: row.id,
    id: row.key,
    kind: kinds[row.kind - 1]!,
    ...(row.parent !== '' && { thread: { group: row.parent, message: row.root } }),
    name: row.name,
    description: row.description,
    avatar: row.avatar,
    custom: row.custom,
    announcement: row.announcement,
    owner: row.owner,
    public: row.public === 1,
    membersOnly: row.members_only === 1,
    allowInvites: row.allow_invites === 1,
    inviteNeedConfirm: row.invite_need_confirm === 1,
    maxUsers: row.max_users,
    muted: row.muted === 1,
    disabled: row.disabled === 1,
    memberCount: row.member_count,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    version: row.version,
  }
}

/** A member row without its channel, which the statement supplies. */
export type StandingRow = Omit<Selectable<MemberTable>, 'app' | 'channel'>

/** Columns of a {@link StandingRow} in a table made from JSON. */
export const standingColumns = {
  user: 'text',
  role: 'integer',
  joined_at: 'integer',
  muted_until: 'integer',
  allowed: 'integer',
  blocked: 'integer',
  invited_by: 'text',
  applied: 'integer',
  shielded: 'integer',
} as const satisfies Record<keyof StandingRow, 'integer' | 'text'>

/** In the order of {@link standingColumns}. */
export function standingValues(row: StandingRow): (number | string)[] {
  return (Object.keys(standingColumns) as (keyof StandingRow)[]).map((column) => row[column])
}

/** Whether nothing is known of the user that a row would have to keep. */
export function isForgotten({
  role,
  muted_until,
  allowed,
  blocked,
  invited_by,
  applied,
}: StandingRow): boolean {
  const isMarked = muted_until !== 0 || allowed === 1 || blocked === 1 || invited_by !== '' || applied === 1
  return role === 0 && !isMarked
}

export function toStandingRow(user: string, standing: Standing): StandingRow {
  return {
    user,
    role: standing.role === null ? 0 : roleNumbers[standing.role],
    joined_at: standing.joinedAt,
    muted_until: standing.mutedUntil,
    allowed: Number(standing.allowed),
    blocked: Number(standing.blocked),
    invited_by: standing.invitedBy,
    applied: Number(standing.applied),
    shielded: Number(standing.shielded),
  }
}

export function toStanding(row: StandingRow): Standing {
  return {
    role: toRole(row.role),
    joinedAt: row.joined_at,
    mutedUntil: row.muted_until,
    allowed: row.allowed === 1,
    blocked: row.blocked === 1,
    invitedBy: row.invited_by,
    applied: row.applied === 1,
    shielded: row.shielded === 1,
  }
}

export function toMember(row: Pick<StandingRow, 'user' | 'role' | 'joined_at'>): Member {
  return { user: row.user, role: toRole(row.role)!, joinedAt: row.joined_at }
}

export function toRole(number: number): Role | null {
  return roles[number - 1] ?? null
}
