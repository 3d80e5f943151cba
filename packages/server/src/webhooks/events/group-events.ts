import { FOREVER } from '../../domain/channels/voices.ts'
import type { Fact } from '../../domain/facts/fact.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import {
  APP_OPERATOR,
  channelKinds,
  chatTypeOfChannel,
  type ManagedFact,
  managedFact,
  operatorOf,
} from './channel-words.ts'
import type { EventMaker } from './event-maker.ts'
import { eventOf } from './event-words.ts'
import { uuidOf } from './fact-identity.ts'
import { groupInfo } from './group-info.ts'
import type { Known } from './known.ts'

/** What an event says besides the group or room. */
interface Operation {
  operation: string
  payload?: Record<string, unknown>
  memberCount?: number
  /** Who did it, if it is not who really did. */
  operator?: string
}

/** Groups and rooms, as the newer documents tell of them (webhooks.md §5.7). */
export const groupEvents: EventMaker = {
  family: 'group',
  generation: 'new',
  kinds: channelKinds,
  make(fact, known) {
    const managed = managedFact(fact)
    if (managed === undefined) return []
    const { channel } = managed
    const about = { id: channel.id, type: channel.kind === 'room' ? 'CHATROOM' : 'GROUP' }
    return operationsOf(managed, known).map((operation) => ({
      ...toEvent(fact, about, operation),
      chatType: chatTypeOfChannel(managed),
      group: channel.id,
    }))
  },
}

/** Users who may create rooms: no room has to do with it. */
export const superAdminEvents: EventMaker = {
  family: 'group',
  generation: 'new',
  kinds: ['user.super-admin'],
  make(fact) {
    if (fact.kind !== 'user.super-admin') return []
    const payload = { admin: [fact.user], type: fact.appointed ? 'ADD' : 'REMOVE' }
    return [toEvent(fact, { id: '', type: 'CHATROOM' }, { operation: 'ROOM_SUPER_ADMIN', payload })]
  },
}

function toEvent(
  fact: Fact,
  about: { id: string; type: string },
  { operation, payload, memberCount, operator = operatorOf(fact) }: Operation,
): WebhookEvent {
  return eventOf(fact, {
    family: 'group',
    generation: 'new',
    hidesHost: true,
    callKey: uuidOf(fact, `${operation} ${payload?.type ?? ''}`),
    timestamp: fact.at,
    from: operator === APP_OPERATOR ? null : operator,
    body: {
      ...(payload && { payload }),
      ...about,
      event: 'group_op_event',
      operation,
      operator,
      ...(memberCount !== undefined && { member_count: memberCount }),
    },
  })
}

function operationsOf(fact: ManagedFact, { app }: Known): Operation[] {
  switch (fact.kind) {
    case 'channel.created': {
      const { owner, users, info } = fact
      const member = users.filter((user) => user !== owner)
      const created = { role: { [owner]: 'owner' }, member, ...(info && { info: groupInfo(app, info) }) }
      const joined = { operation: 'JOIN', payload: { member, type: 'DIRECT' }, memberCount: users.length }
      return [{ operation: 'CREATE', payload: created }, ...(member.length > 0 ? [joined] : [])]
    }
    case 'channel.destroyed': {
      const left = { operation: 'LEAVE', payload: { member: fact.users, type: 'DELETE' }, memberCount: 0 }
      return [{ operation: 'DELETE' }, left]
    }
    case 'channel.joined':
      return [joinOf(fact)]
    case 'channel.left':
      return [leaveOf(fact)]
    case 'channel.updated':
      return update({ type: 'INFO', ...(fact.info && { info: groupInfo(app, fact.info) }) })
    case 'channel.handed-over':
      return update({ owner: fact.from, new_owner: fact.to, type: 'OWNER' })
    case 'channel.standing':
      return [standingOf(fact)]
    case 'channel.ruled':
      return fact.rule === 'muted' || fact.rule === 'unmuted'
        ? update({ mute: fact.rule === 'muted', type: 'MUTE' })
        : update({ disable: fact.rule === 'disabled', type: 'DISABLE' })
    case 'channel.announced':
      return update({ type: 'ANNOUNCEMENT', ...(fact.text !== '' && { announcement: fact.text }) })
    case 'channel.file-shared':
      return [{ operation: 'SHARE_FILE', payload: { share_file: [fact.file], type: 'ADD' } }]
    case 'channel.file-withdrawn':
      return [{ operation: 'SHARE_FILE', payload: { share_file: [fact.file], type: 'REMOVE' } }]
    case 'channel.shielded':
      return [{ operation: 'SHIELD', payload: { type: fact.shielded ? 'ADD' : 'REMOVE' } }]
    default:
      return []
  }
}

function update(payload: Record<string, unknown>): Operation[] {
  return [{ operation: 'UPDATE', payload }]
}

function joinOf({
  channel,
  users: member,
  note,
  memberCount,
  through,
}: Extract<ManagedFact, { kind: 'channel.joined' }>): Operation {
  const join = (type: string, more = {}) => ({
    operation: 'JOIN',
    payload: { member, type, ...more },
    memberCount,
  })
  // The vendor's sample names the user who joins, whoever invited them.
  if (through === 'invitation') return { ...join('INVITE'), operator: member[0]! }
  if (through === 'application') return join('APPLY')
  return join('DIRECT', channel.kind === 'room' && note !== null ? { options: { ext: note } } : {})
}

function leaveOf(fact: Extract<ManagedFact, { kind: 'channel.left' }>): Operation {
  const { channel, users: member, kicked, blocked, memberCount, by } = fact
  const type = blocked ? 'BLOCK' : kicked ? 'KICK' : 'QUIT'
  const action = by.kind === 'system' ? 'user_offline' : 'user_quit'
  const payload = { member, type, ...(channel.kind === 'room' && type === 'QUIT' && { action }) }
  return { operation: 'LEAVE', payload, memberCount }
}

function standingOf({ change, user, until }: Extract<ManagedFact, { kind: 'channel.standing' }>): Operation {
  const member = [user]
  switch (change) {
    case 'appointed':
      return { operation: 'ADMIN', payload: { admin: [user], type: 'ADD' } }
    case 'dismissed':
      return { operation: 'ADMIN', payload: { admin: [user], type: 'REMOVE' } }
    case 'muted':
      return { operation: 'MUTE', payload: { member, expire_timestamp: until, type: 'ADD' } }
    case 'unmuted':
      return { operation: 'MUTE', payload: { member, type: 'REMOVE' } }
    case 'allowed':
      return { operation: 'WHITE', payload: { member, type: 'ADD' } }
    case 'disallowed':
      return { operation: 'WHITE', payload: { member, type: 'REMOVE' } }
    case 'blocked':
      return { operation: 'BLOCK', payload: { member, expire_timestamp: FOREVER, type: 'ADD' } }
    case 'unblocked':
      return { operation: 'BLOCK', payload: { member, type: 'REMOVE' } }
  }
}
