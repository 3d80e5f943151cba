import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import type { ThreadEvent } from '../events/thread-event.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import type { JournalStep } from '../log/journal.ts'
import type { Bound } from '../log/log-store.ts'
import type { App } from '../tenancy/app.ts'
import { threadNotice } from '../threads/thread-notice.ts'
import { type Channel, channelLog, nameOf } from './channel.ts'
import { channelEntry, type Manner } from './channel-entry.ts'
import { createdFact, destroyedFact, stepFact, withFact } from './channel-facts.ts'
import { type ChannelOperator, type ChannelStep, condense, type ToldEvent } from './channel-step.ts'

/**
 * Turns changes of a channel into what users are sent (rest-groups-rooms.md §11) and into who follows its log from
 * where. An event for one user goes to that user's inbox, an event for the members once to the channel's log. Groups
 * store events for offline users; rooms only send them to online users (§2.1 "No offline storage").
 */
export class Announcer {
  readonly #ids: IdGenerator
  readonly #encoder: EventEncoder

  constructor(ids: IdGenerator, encoder: EventEncoder) {
    this.#ids = ids
    this.#encoder = encoder
  }

  /** Announces a new channel. @param users everybody in it. */
  announceNew(app: App, channel: Channel, users: readonly string[], by: ChannelOperator): JournalStep[] {
    const log = channelLog(channel)
    const fact = createdFact(channel, users, by)
    if (channel.kind === 'room') return withFact(channel, [{ follow: users, log, from: null }], fact)
    if (channel.kind === 'thread') return withFact(channel, this.#announceThread(app, channel, by), fact)
    // Only for the other devices of the owner.
    const created = this.#word(app, channel, by, { what: 'created' }, { echo: true, audience: [] })
    return [
      { follow: users, log, from: { entry: created.id, included: true } },
      { store: created, happening: fact },
      ...this.#tellAdded(app, channel, by, users),
    ]
  }

  announce(app: App, channel: Channel, steps: readonly ChannelStep[]): JournalStep[] {
    if (channel.kind === 'room') {
      const told = condense(steps).flatMap((step) => this.#announceStep(app, channel, step))
      // Those announced together still each have a fact of their own.
      return [...told, ...steps.flatMap((step) => withFact(channel, [], stepFact(channel, step)))]
    }
    return steps.flatMap((step) =>
      withFact(channel, this.#announceStep(app, channel, step), stepFact(channel, step)),
    )
  }

  /** Announces the end of a channel. @param users everybody who was in it. */
  announceEnd(app: App, channel: Channel, users: readonly string[], by: ChannelOperator): JournalStep[] {
    return withFact(
      channel,
      channel.kind === 'thread'
        ? this.#announceThreadEnd(app, channel, users, by)
        : this.#announceManagedEnd(app, channel, users, by),
      destroyedFact(channel, users, by),
    )
  }

  #announceManagedEnd(
    app: App,
    channel: Channel,
    users: readonly string[],
    by: ChannelOperator,
  ): JournalStep[] {
    const told = this.#word(app, channel, by, { what: 'destroyed' }, { echo: true })
    return [put(channel, told), { unfollow: users, log: channelLog(channel), to: including(channel, told) }]
  }

  #announceStep(app: App, channel: Channel, step: ChannelStep): JournalStep[] {
    if (channel.kind === 'thread') return this.#announceInThread(app, channel, step)
    const log = channelLog(channel)
    const { by } = step
    const word = (event: ToldEvent, manner: Manner) => this.#word(app, channel, by, event, manner)
    switch (step.did) {
      case 'join': {
        const { users, quiet, unasked, memberCount, note } = step
        // Needed even if nobody is informed: it marks where in the log they begin to follow.
        const manner = { sender: users[0]!, ...(quiet && { audience: [] }) }
        const told = word({ what: 'joined', users, memberCount, note }, manner)
        const added = channel.kind === 'group' && unasked ? this.#tellAdded(app, channel, by, users) : []
        return [put(channel, told), { follow: users, log, from: before(channel, told) }, ...added]
      }
      case 'leave': {
        const { users, quiet, memberCount, kicked } = step
        const manner = { sender: users[0]!, ...(quiet && { audience: [] }) }
        const told = word({ what: 'left', users, memberCount }, manner)
        const removed = kicked
          ? users.map((user) => put(channel, word({ what: 'removed', user }, { inbox: user })))
          : []
        // In this order, or those who left would still receive the event.
        return [{ unfollow: users, log, to: before(channel, told) }, put(channel, told), ...removed]
      }
      case 'update': {
        const { changes, modifiedAt } = step
        return [put(channel, word({ what: 'updated', changes, modifiedAt }, { echo: true }))]
      }
      case 'hand-over': {
        const { from, to } = step
        // In a group only the new and the old owner are informed, in a room everybody.
        const manner = { sender: from, echo: true, ...(channel.kind === 'group' && { audience: [to] }) }
        return [put(channel, word({ what: 'handed-over', from, to }, manner))]
      }
      case 'share-file': {
        const { file, about } = step
        return [put(channel, word({ what: 'file-shared', file, about }, { echo: true }))]
      }
      case 'withdraw-file':
        return [put(channel, word({ what: 'file-withdrawn', file: step.file }, { echo: true }))]
      case 'set-attributes':
        return [put(channel, word({ what: 'attributes-set', values: step.values }, { echo: true }))]
      case 'remove-attributes':
        return [put(channel, word({ what: 'attributes-removed', keys: step.keys }, { echo: true }))]
      case 'set-member-attributes': {
        const { user, values } = step
        return [put(channel, word({ what: 'member-attributes-set', user, values }, { echo: true }))]
      }
      case 'tell':
        return [put(channel, word(step.event, { inbox: step.user }))]
      case 'tell-members':
        return [put(channel, word(step.event, { audience: step.users }))]
      case 'shield': {
        const { shielded } = step
        const kind = shielded ? entryKind.shield : entryKind.unshield
        const told = word({ what: 'shielded', shielded }, { echo: true, audience: [], kind })
        return [
          put(channel, told),
          shielded ? { shield: by.user, log, from: told.id } : { unshield: by.user, log, to: told.id },
        ]
      }
      case 'standing':
        return this.#announceStanding(app, channel, step)
      case 'rule':
        return [put(channel, word({ what: 'ruled', rule: step.rule }, { echo: true }))]
      case 'announce':
        return [put(channel, word({ what: 'announced', text: step.text }, { echo: true }))]
    }
  }

  /**
   * In a group, informs the user concerned and its managers. Blocking and unblocking go only to the devices of the
   * acting user: the others learn who left. In a room, informs only the user concerned, who may be outside.
   */
  #announceStanding(
    app: App,
    channel: Channel,
    step: Extract<ChannelStep, { did: 'standing' }>,
  ): JournalStep[] {
    const { change, user, until, managers, by } = step
    const event = { what: 'standing', change, user, until } as const
    const isBlock = change === 'blocked' || change === 'unblocked'
    if (channel.kind === 'group') {
      const audience = isBlock ? [] : [...managers, user]
      return [put(channel, this.#word(app, channel, by, event, { echo: true, audience }))]
    }
    // They have already learned that they were removed.
    if (change === 'blocked') return []
    return [put(channel, this.#word(app, channel, by, event, { inbox: user }))]
  }

  /** Announces a new thread to the members of the group and the devices of its creator. */
  #announceThread(app: App, thread: Channel, by: ChannelOperator): JournalStep[] {
    const start = this.#word(app, thread, by, { what: 'created' }, { audience: [] })
    return [
      { follow: [thread.owner], log: channelLog(thread), from: including(thread, start) },
      put(thread, start),
      put(thread, this.#word(app, thread, by, { what: 'created' }, { inbox: thread.owner })),
      this.#notice(app, thread, by, 'created'),
    ]
  }

  /**
   * Members who come or go are informed on their own devices; the others are not (rest-groups-rooms.md §11 "Threads").
   * The entries in the thread's log are visible to nobody: they mark where its members begin and cease to follow.
   */
  #announceInThread(app: App, thread: Channel, step: ChannelStep): JournalStep[] {
    const log = channelLog(thread)
    const { by } = step
    switch (step.did) {
      case 'join':
      case 'leave': {
        const { users, memberCount } = step
        const isJoin = step.did === 'join'
        const event = isJoin
          ? ({ what: 'joined', users, memberCount, note: null } as const)
          : ({ what: 'left', users, memberCount } as const)
        const place = this.#word(app, thread, by, event, { audience: [] })
        const told = users.map((user) => {
          const toHim =
            isJoin || !step.kicked ? { ...event, users: [user] } : ({ what: 'removed', user } as const)
          return put(thread, this.#word(app, thread, by, toHim, { inbox: user }))
        })
        const from = before(thread, place)
        const follow = isJoin ? { follow: users, log, from } : { unfollow: users, log, to: from }
        return isJoin ? [put(thread, place), follow, ...told] : [follow, put(thread, place), ...told]
      }
      case 'update': {
        const { changes, modifiedAt } = step
        const event = { what: 'updated', changes, modifiedAt } as const
        return [
          put(thread, this.#word(app, thread, by, event, { inbox: by.user })),
          this.#notice(app, thread, by, 'updated'),
        ]
      }
      default:
        throw new Error(`threads have no ${step.did}`)
    }
  }

  #announceThreadEnd(
    app: App,
    thread: Channel,
    users: readonly string[],
    by: ChannelOperator,
  ): JournalStep[] {
    const end = this.#word(app, thread, by, { what: 'destroyed' }, { audience: [] })
    return [
      put(thread, end),
      { unfollow: users, log: channelLog(thread), to: including(thread, end) },
      put(thread, this.#word(app, thread, by, { what: 'destroyed' }, { inbox: by.user })),
      this.#notice(app, thread, by, 'destroyed'),
    ]
  }

  /** Notice for all members of the group. */
  #notice(app: App, thread: Channel, by: ChannelOperator, what: ThreadEvent['what']): JournalStep {
    return { store: threadNotice(app, { thread, by, what }, this.#ids, this.#encoder) }
  }

  #tellAdded(app: App, channel: Channel, by: ChannelOperator, users: readonly string[]): JournalStep[] {
    return users
      .filter((user) => user !== by.user && user !== channel.owner)
      .map((user) => put(channel, this.#word(app, channel, by, { what: 'added', user }, { inbox: user })))
  }

  #word(app: App, channel: Channel, by: ChannelOperator, event: ToldEvent, manner: Manner): NewEntry {
    const time = this.#ids.clock.now()
    const payload = this.#encoder.encode(app, { channel: nameOf(channel), by: by.user, ...event })
    return channelEntry(channel, by, manner, { id: this.#ids.next(time), time, payload })
  }
}

function put({ kind }: Channel, entry: NewEntry): JournalStep {
  return kind === 'room' ? { push: entry } : { store: entry }
}

/** In the log between the entry before this one and this one; rooms keep no log. */
function before({ kind }: Channel, { id }: NewEntry): Bound | null {
  return kind === 'room' ? null : { entry: id, included: false }
}

/** With the entry itself, as the first or the last. */
function including({ kind }: Channel, { id }: NewEntry): Bound | null {
  return kind === 'room' ? null : { entry: id, included: true }
}
