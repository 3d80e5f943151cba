import type { ChannelFact, ChannelInfo } from '../facts/channel-fact.ts'
import type { Happening } from '../facts/fact.ts'
import type { JournalStep } from '../log/journal.ts'
import { type Channel, channelLog, nameOf } from './channel.ts'
import type { ChannelOperator, ChannelStep } from './channel-step.ts'

/** A fact without what all facts of a channel share. */
type What<Of = ChannelFact> = Of extends unknown ? Omit<Of, 'channel' | 'as'> : never

/** Fact of a channel's creation. */
export function createdFact(channel: Channel, users: readonly string[], by: ChannelOperator): Happening {
  const { owner } = channel
  return factOf(channel, by, { kind: 'channel.created', owner, users, info: infoOf(channel) })
}

/** @param users everybody who was in it. */
export function destroyedFact(channel: Channel, users: readonly string[], by: ChannelOperator): Happening {
  return factOf(channel, by, { kind: 'channel.destroyed', users })
}

/** Returns the fact of a step; undefined if the step only informs users of another step. */
export function stepFact(channel: Channel, step: ChannelStep): Happening | undefined {
  const what = whatOf(channel, step)
  return what && factOf(channel, step.by, what)
}

/** Attaches the fact to the entry in the channel's log; if there is none, the fact is reported on its own. */
export function withFact(
  channel: Channel,
  steps: readonly JournalStep[],
  happening: Happening | undefined,
): JournalStep[] {
  if (happening === undefined) return [...steps]
  const log = channelLog(channel)
  const index = steps.findIndex((step) => 'store' in step && step.store.log === log)
  const place = steps[index]
  if (place !== undefined && 'store' in place) return steps.with(index, { ...place, happening })
  return [...steps, { report: { ...happening, app: channel.app, subject: log } }]
}

function factOf(channel: Channel, { user: as, doer: by }: ChannelOperator, what: What): Happening {
  return { owner: channel.owner, as, ...what, channel: nameOf(channel), by }
}

function infoOf(channel: Channel): ChannelInfo {
  const { name, description, avatar, custom, public: isPublic, membersOnly, allowInvites } = channel
  const { inviteNeedConfirm, maxUsers, owner, muted, disabled, createdAt, modifiedAt } = channel
  return {
    ...{ name, description, avatar, custom, public: isPublic, membersOnly, allowInvites },
    ...{ inviteNeedConfirm, maxUsers, owner, muted, disabled, createdAt, modifiedAt },
  }
}

function whatOf(channel: Channel, step: ChannelStep): What | undefined {
  switch (step.did) {
    case 'join': {
      const { users, note, memberCount, through, by } = step
      const unasked = step.unasked && !(by.doer.kind === 'user' && users.includes(by.doer.name))
      return { kind: 'channel.joined', users, unasked, note, memberCount, ...(through && { through }) }
    }
    case 'leave': {
      const { users, kicked, blocked, memberCount } = step
      return { kind: 'channel.left', users, kicked, memberCount, ...(blocked && { blocked }) }
    }
    case 'update':
      return {
        kind: 'channel.updated',
        changes: step.changes,
        modifiedAt: step.modifiedAt,
        info: infoOf(channel),
      }
    case 'hand-over':
      return { kind: 'channel.handed-over', from: step.from, to: step.to }
    case 'share-file':
      return { kind: 'channel.file-shared', file: step.file, about: step.about }
    case 'withdraw-file':
      return { kind: 'channel.file-withdrawn', file: step.file }
    case 'set-attributes':
      return { kind: 'channel.attributes-set', values: step.values }
    case 'remove-attributes':
      return { kind: 'channel.attributes-removed', keys: step.keys }
    case 'set-member-attributes':
      return { kind: 'channel.member-attributes-set', user: step.user, values: step.values }
    case 'shield':
      return { kind: 'channel.shielded', user: step.by.user, shielded: step.shielded }
    case 'standing':
      return { kind: 'channel.standing', change: step.change, user: step.user, until: step.until }
    case 'rule':
      return { kind: 'channel.ruled', rule: step.rule }
    case 'announce':
      return { kind: 'channel.announced', text: step.text }
    case 'tell':
      return wordOf(step)
    case 'tell-members': {
      const { event } = step
      if (event.what !== 'applied') return undefined
      return { kind: 'channel.applied', user: event.user, reason: event.reason }
    }
  }
}

/** Requests and answers have no step of their own. The copy for the operator is not a second fact. */
function wordOf({ user, event }: Extract<ChannelStep, { did: 'tell' }>): What | undefined {
  switch (event.what) {
    case 'invited':
      return user === event.user ? { kind: 'channel.invited', user } : undefined
    case 'invitation-accepted':
    case 'invitation-declined':
      if (user !== event.inviter) return undefined
      return { kind: `channel.${event.what}`, user: event.user, inviter: event.inviter }
    case 'application-accepted':
    case 'application-declined':
      if (user !== event.user) return undefined
      return { kind: `channel.${event.what}`, user: event.user, reason: event.reason }
    default:
      return undefined
  }
}
