import {
  conferenceJid,
  encodeMeta,
  type GroupItemFields,
  Namespace,
  type RosterItemFields,
  type SessionItemFields,
  userJid,
} from '@ringpost/protocol'
import type { Membership } from '../../domain/channels/channel-store.ts'
import type { ListedContact, ListedConversation, Profile } from '../../domain/sync/own-lists.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { idTime } from '../../kernel/id-generator.ts'

/** Defaults are written: what is left out stays undefined in the SDK (sdk5.md §9.5). */
const DEFAULT_REMINDERS = 0
const KINDS = { user: 0, group: 1 }
const ROLES = { owner: 0, admin: 1, member: 2 }

export function sessionItem(app: App, conversation: ListedConversation): SessionItemFields {
  const { peer, last, unread, pinnedAt, marks, group, remark, profile } = conversation
  return {
    id: peer,
    kind: group === undefined ? KINDS.user : KINDS.group,
    lastMessage:
      last &&
      encodeMeta({
        id: last.id,
        from: userJid(app.key, last.sender),
        to: (group === undefined ? userJid : conferenceJid)(app.key, last.receiver),
        timestamp: last.time,
        namespace: Namespace.CHAT,
        payload: last.payload,
      }),
    updatedAt: Math.max(last?.time ?? 0, pinnedAt ?? 0),
    pinnedAt: pinnedAt ?? 0,
    unread,
    marks: Array.from({ length: 20 }, (_, n) => n).flatMap((n) => (marks & (1 << n) ? [`mark_${n}`] : [])),
    remindType: DEFAULT_REMINDERS,
    ...(group === undefined
      ? { metadata: metadata({ ...profile, ...(remark && { remark }) }) }
      : { groupName: group.name, groupAvatar: group.avatar }),
  }
}

export function rosterItem({ name, remark, place, version, profile }: ListedContact): RosterItemFields {
  return {
    contact: name,
    remark,
    metadata: metadata(profile),
    createdAt: idTime(place),
    updatedAt: idTime(version),
  }
}

export function groupItem({ channel, role, joinedAt, mutedUntil }: Membership, now: number): GroupItemFields {
  return {
    id: channel.id,
    name: channel.name,
    owner: channel.owner,
    memberCount: channel.memberCount,
    muteAll: channel.muted,
    disabled: channel.disabled,
    description: channel.description,
    avatar: channel.avatar,
    role: ROLES[role],
    mutedUntil: mutedUntil > now ? mutedUntil : -1,
    remindType: DEFAULT_REMINDERS,
    createdAt: channel.createdAt,
    updatedAt: channel.modifiedAt,
    joinedAt,
  }
}

function metadata(profile: Profile): string {
  return JSON.stringify(profile)
}
