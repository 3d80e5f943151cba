import { conferenceJid, encodeMucBody, type MucBodyFields, MucOperation, userJid } from '@ringpost/protocol'
import type { ChannelSettings } from '../../domain/channels/channel.ts'
import type { Rule, StandingChange } from '../../domain/channels/standing-change.ts'
import type { ChannelEvent } from '../../domain/events/channel-event.ts'
import type { EventEncoder } from '../../domain/events/event-encoder.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { conversationPayload } from './conversation-payload.ts'
import { notificationPayload } from './notification-payload.ts'
import { presencePayload } from './presence-payload.ts'
import { profilePayload } from './profile-payload.ts'
import { reactionPayload } from './reaction-payload.ts'
import { rosterPayload } from './roster-payload.ts'
import { threadOperations, threadPayload } from './thread-payload.ts'

/** Encodes events as the SDKs read them. */
export const eventPayloads: EventEncoder = {
  encode(app, event) {
    if ('thread' in event) return threadPayload(event)
    if ('profile' in event) return profilePayload(event)
    if ('notification' in event) return notificationPayload(event)
    if ('presence' in event) return presencePayload(event)
    if ('reacted' in event) return reactionPayload(event)
    if ('contact' in event) return rosterPayload(app, event)
    return 'conversation' in event ? conversationPayload(event) : channelPayload(app, event)
  },
}

/** msync.md §7.2 */
function channelPayload(app: App, event: ChannelEvent): Uint8Array {
  const { kind, id, name, thread } = event.channel
  const { operation, from = event.by, to = [], ...fields } = wording(event)
  const common = {
    muc: conferenceJid(app.key, id),
    from: userJid(app.key, from),
    to: to.map((user) => userJid(app.key, user)),
    name,
  }
  if (thread !== undefined) {
    const parent = conferenceJid(app.key, thread.group)
    return encodeMucBody({ ...common, operation: threadOperations[operation]!, isThread: true, parent })
  }
  return encodeMucBody({ ...common, operation, isChatroom: kind === 'room', ...fields })
}

type FileShared = Extract<ChannelEvent, { what: 'file-shared' }>

interface Wording extends Pick<MucBodyFields, 'memberCount' | 'ext' | 'members' | 'eventInfo' | 'reason'> {
  operation: MucOperation
  /** The acting user if absent. */
  from?: string
  to?: readonly string[]
}

function wording(event: ChannelEvent): Wording {
  switch (event.what) {
    case 'created':
      return { operation: MucOperation.CREATE, to: [event.by] }
    case 'destroyed':
      return { operation: MucOperation.DESTROY }
    case 'added':
      return { operation: MucOperation.DIRECT_JOINED, to: [event.user] }
    case 'removed':
      return { operation: MucOperation.KICK, to: [event.user] }
    case 'joined':
      return { operation: MucOperation.PRESENCE, ...company(event), ext: event.note }
    case 'left':
      return { operation: MucOperation.ABSENCE, ...company(event) }
    case 'updated': {
      const ext = { ...renamed(event.changes), last_modified: event.modifiedAt }
      return { operation: MucOperation.UPDATE, ...extra(ext) }
    }
    case 'handed-over':
      return { operation: MucOperation.ASSIGN_OWNER, from: event.from, to: [event.to] }
    case 'file-shared':
      return { operation: MucOperation.UPLOAD_FILE, ...sharedFile(event) }
    case 'file-withdrawn':
      return { operation: MucOperation.DELETE_FILE, reason: event.file }
    case 'attributes-set': {
      const { values: properties } = event
      const result = { successKeys: Object.keys(properties), errorKeys: {} }
      return { operation: MucOperation.SET_METADATA, ...extra({ properties, result }) }
    }
    case 'attributes-removed': {
      const result = { successKeys: event.keys, errorKeys: {} }
      return { operation: MucOperation.DELETE_METADATA, ...extra({ properties: {}, result }) }
    }
    case 'member-attributes-set': {
      const fields = { properties: event.values, username: event.user }
      return { operation: MucOperation.GROUP_MEMBER_METADATA_UPDATE, ...extra(fields) }
    }
    case 'invited':
      return { operation: MucOperation.INVITE, to: [event.user] }
    case 'invitation-accepted':
      return { operation: MucOperation.INVITE_ACCEPT, from: event.user, to: [event.inviter] }
    case 'invitation-declined':
      return { operation: MucOperation.INVITE_DECLINE, from: event.user, to: [event.inviter] }
    case 'applied':
      return { operation: MucOperation.APPLY, from: event.user, to: event.to, reason: event.reason }
    case 'application-accepted':
      return { operation: MucOperation.APPLY_ACCEPT, to: [event.user], reason: event.reason }
    case 'application-declined':
      return { operation: MucOperation.APPLY_DECLINE, to: [event.user], reason: event.reason }
    case 'shielded':
      return { operation: event.shielded ? MucOperation.BLOCK : MucOperation.UNBLOCK }
    case 'standing': {
      const { change, user, until } = event
      const operation = standingOperations[change]
      // The SDKs read a map, and pass its times on.
      return {
        operation,
        to: [user],
        ...(change === 'muted' && { ext: JSON.stringify({ user_mute_time: { [user]: until } }) }),
      }
    }
    case 'ruled':
      return { operation: ruleOperations[event.rule] }
    case 'announced':
      return event.text === ''
        ? { operation: MucOperation.DELETE_ANNOUNCEMENT }
        : { operation: MucOperation.UPDATE_ANNOUNCEMENT, reason: event.text }
  }
}

function extra(fields: object): Pick<MucBodyFields, 'eventInfo'> {
  return { eventInfo: { type: 0, ext: JSON.stringify(fields) } }
}

/** SDK 5 reads the file itself (sdk5.md §8.2); native ones read, in the reason, an answer that has it as data. */
function sharedFile({ file, about: { name, size, owner, createdAt } }: FileShared) {
  const fields = { file_id: file, file_name: name, file_owner: owner, file_size: size, created: createdAt }
  return { ...extra(fields), reason: JSON.stringify({ data: fields }) }
}

/** Users who came or left. A single one is named as the sender; several are in a list that the SDKs know. */
function company({ users, memberCount }: { users: readonly string[]; memberCount: number }) {
  const [first] = users
  return { from: first!, to: [first!], memberCount, ...(users.length > 1 && { members: users }) }
}

const standingOperations: Readonly<Record<StandingChange, MucOperation>> = {
  appointed: MucOperation.ADD_ADMIN,
  dismissed: MucOperation.REMOVE_ADMIN,
  muted: MucOperation.ADD_MUTE,
  unmuted: MucOperation.REMOVE_MUTE,
  allowed: MucOperation.ADD_USER_WHITE_LIST,
  disallowed: MucOperation.REMOVE_USER_WHITE_LIST,
  blocked: MucOperation.BAN,
  unblocked: MucOperation.ALLOW,
}

const ruleOperations: Readonly<Record<Rule, MucOperation>> = {
  muted: MucOperation.BAN_GROUP,
  unmuted: MucOperation.REMOVE_BAN_GROUP,
  disabled: MucOperation.DISABLE_GROUP,
  enabled: MucOperation.ABLE_GROUP,
}

const settingNames: Readonly<Record<keyof ChannelSettings, string>> = {
  name: 'name',
  description: 'description',
  avatar: 'avatar',
  custom: 'custom',
  public: 'public',
  membersOnly: 'members_only',
  allowInvites: 'allow_user_invites',
  inviteNeedConfirm: 'invite_need_confirm',
  maxUsers: 'max_users',
}

function renamed(changes: Partial<ChannelSettings>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [settingNames[name as keyof ChannelSettings], value]),
  )
}
