import type { StandingChange } from '../../domain/channels/standing-change.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import { channelKinds, chatTypeOfChannel, type ManagedFact, managedFact } from './channel-words.ts'
import type { EventMaker } from './event-maker.ts'
import { channelText, eventOf, userText } from './event-words.ts'
import { serialOf } from './fact-identity.ts'
import type { Known } from './known.ts'

/** An operation, told to one user or to the whole group (`to`). */
interface Word {
  operation: string
  to: string
  /** The acting user, if it is another than the one in whose name it was done. */
  from?: string
  reason?: string
  /** In place of `status`. */
  event_info?: { type: string; ext: string }
}

/** Groups and rooms, as the older documents tell of them (webhooks.md §5.8). */
export const mucEvents: EventMaker = {
  family: 'group',
  generation: 'old',
  kinds: [
    ...channelKinds,
    'channel.invited',
    'channel.invitation-accepted',
    'channel.invitation-declined',
    'channel.applied',
    'channel.application-accepted',
    'channel.attributes-set',
    'channel.attributes-removed',
    'channel.member-attributes-set',
  ],
  make(fact, known) {
    const managed = managedFact(fact)
    return managed === undefined ? [] : wordsOf(managed).map((word) => toEvent(managed, known, word))
  },
}

function toEvent(fact: ManagedFact, { app }: Known, word: Word): WebhookEvent {
  const { channel, by } = fact
  const { operation, to, from, reason = '', event_info } = word
  const actor = from ?? actorOf(fact)
  const device = by.kind === 'user' && by.name === actor ? by.device : null
  const id = serialOf(fact, `${operation} ${to} ${from ?? ''}`)
  const hasStatus = operation !== 'presence' && operation !== 'absence'
  return eventOf(fact, {
    family: 'group',
    generation: 'old',
    callKey: id,
    timestamp: fact.at,
    chatType: chatTypeOfChannel(fact),
    from: actor,
    to,
    group: channel.id,
    body: {
      eventType: 'chat',
      chat_type: 'muc',
      from: actor === channel.id ? actor : userText(app, actor, device),
      to,
      group_id: channel.id,
      msg_id: id,
      payload: {
        muc_id: channelText(app, channel.id),
        is_chatroom: channel.kind === 'room',
        operation,
        reason,
        ...(hasStatus && { status: { description: '', error_code: 'ok' } }),
        ...(event_info && { event_info }),
      },
    },
  })
}

/** Who acted, or in whose name the app did. */
function actorOf({ by, as, owner }: ManagedFact): string {
  return by.kind === 'user' ? by.name : (as ?? owner ?? 'admin')
}

const standings: Readonly<Record<StandingChange, string>> = {
  appointed: 'add_admin',
  dismissed: 'remove_admin',
  muted: 'add_mute',
  unmuted: 'remove_mute',
  allowed: 'add_user_white_list',
  disallowed: 'remove_user_white_list',
  blocked: 'ban',
  unblocked: 'allow',
}

function wordsOf(fact: ManagedFact): Word[] {
  const { channel } = fact
  const isRoom = channel.kind === 'room'
  const owner = fact.owner ?? actorOf(fact)
  switch (fact.kind) {
    case 'channel.created': {
      const members = fact.users.filter((user) => user !== fact.owner)
      return isRoom
        ? []
        : [{ operation: 'create', to: fact.owner }, ...arrivals(fact, members, { added: true })]
    }
    case 'channel.destroyed':
      return [{ operation: 'destroy', to: owner }]
    case 'channel.joined':
      return arrivals(fact, fact.users, { added: fact.unasked && !isRoom && fact.through === undefined })
    case 'channel.left':
      return departures(fact, owner)
    case 'channel.updated':
      return [{ operation: 'update', to: owner }]
    case 'channel.handed-over':
      // The vendor's spelling.
      return [{ operation: 'assing_owner', to: fact.to }]
    case 'channel.standing':
      return [{ operation: standings[fact.change], to: fact.user }]
    case 'channel.ruled':
      if (fact.rule === 'disabled' || fact.rule === 'enabled') return []
      return [{ operation: fact.rule === 'muted' ? 'ban_group' : 'remove_ban_group', to: channel.id }]
    case 'channel.announced': {
      const operation = fact.text === '' ? 'delete_announcement' : 'update_announcement'
      return [{ operation, to: channel.id, reason: fact.text }]
    }
    case 'channel.file-shared':
      return [{ operation: 'upload_file', to: channel.id, reason: fileText(fact) }]
    case 'channel.file-withdrawn':
      return [{ operation: 'delete_file', to: channel.id, reason: fact.file }]
    case 'channel.shielded':
      return [{ operation: fact.shielded ? 'block' : 'unblock', to: fact.user }]
    case 'channel.invited':
      return [{ operation: 'invite', to: fact.user }]
    case 'channel.invitation-accepted':
      return [{ operation: 'invite_accept', from: fact.user, to: fact.inviter }]
    case 'channel.invitation-declined':
      return [{ operation: 'invite_decline', from: fact.user, to: fact.inviter }]
    case 'channel.applied':
      return [{ operation: 'apply', to: owner, reason: fact.reason }]
    case 'channel.application-accepted':
      return [{ operation: 'apply_accept', to: fact.user, reason: fact.reason }]
    case 'channel.application-declined':
      return []
    case 'channel.attributes-set':
      return [attributes(fact, 'set_metadata', fact.values)]
    case 'channel.attributes-removed':
      return [attributes(fact, 'delete_metadata', Object.fromEntries(fact.keys.map((key) => [key, ''])))]
    case 'channel.member-attributes-set':
      return [attributes(fact, 'group_member_metadata_update', fact.values)]
  }
}

/** Those who were added are told so, and everybody that they are there. */
function arrivals({ channel }: ManagedFact, users: readonly string[], { added }: { added: boolean }): Word[] {
  const presence = users.map((from) => ({ operation: 'presence', from, to: channel.id }))
  return added ? [...users.map((to) => ({ operation: 'direct_joined', to })), ...presence] : presence
}

function departures(fact: Extract<ManagedFact, { kind: 'channel.left' }>, owner: string): Word[] {
  const { channel, users, kicked, blocked, by } = fact
  // They are told of as blocked.
  if (blocked) return []
  // Users of rooms who have been away for too long are removed, says this generation.
  if (kicked || (channel.kind === 'room' && by.kind === 'system'))
    return users.map((to) => ({ operation: 'kick', to }))
  return users.flatMap((from) => [
    { operation: 'leave', from, to: owner },
    { operation: 'absence', from, to: channel.id },
  ])
}

function fileText({ file, about }: Extract<ManagedFact, { kind: 'channel.file-shared' }>): string {
  const known = about && {
    file_name: about.name ?? '',
    file_owner: about.owner,
    file_size: about.size,
    created: about.createdAt,
  }
  return JSON.stringify({ data: { file_id: file, ...known } })
}

/** Attributes have the group or room as their sender. */
function attributes(
  fact: ManagedFact,
  operation: string,
  properties: Readonly<Record<string, string>>,
): Word {
  const operator = actorOf(fact)
  const ext = {
    result: { successKeys: Object.keys(properties), errorKeys: {} },
    identify: '',
    is_forced: false,
    muc_name: fact.channel.name,
    need_notify: true,
    properties,
    operator,
  }
  const event_info = { type: 'event_none', ext: JSON.stringify(ext) }
  const to = fact.kind === 'channel.member-attributes-set' ? fact.user : operator
  return { operation, from: fact.channel.id, to, event_info }
}
