import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { isAdmin } from '../actor.ts'
import type { Caller } from '../caller.ts'
import { roleIn } from '../channels/channel.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { RoamingStore } from '../history/roaming-store.ts'
import { type Entry, entryKind } from '../log/entry.ts'
import type { Journal, JournalStep } from '../log/journal.ts'
import type { LogStore } from '../log/log-store.ts'
import { readersOf } from '../messages/readers-of.ts'
import type { ShownMessages } from '../messages/shown-messages.ts'
import type { ConversationNotices } from './conversation-notices.ts'
import { logOf, type Peer } from './peer.ts'
import type { PinPage, PinStore } from './pin-store.ts'

/** Limit on pinned messages per conversation (rest-groups-rooms.md §9). */
const LIMIT = 20

/** Pinned messages of conversations: any participant can pin and unpin, and all participants are notified. */
export class MessagePins {
  readonly #store: PinStore
  readonly #logs: LogStore
  readonly #history: Pick<RoamingStore, 'find'>
  readonly #journal: Journal
  readonly #cache: ChannelCache
  readonly #notices: ConversationNotices
  readonly #shown: ShownMessages
  readonly #clock: Clock

  constructor(parts: {
    store: PinStore
    logs: LogStore
    history: Pick<RoamingStore, 'find'>
    journal: Journal
    cache: ChannelCache
    notices: ConversationNotices
    shown: ShownMessages
    clock: Clock
  }) {
    this.#store = parts.store
    this.#logs = parts.logs
    this.#history = parts.history
    this.#journal = parts.journal
    this.#cache = parts.cache
    this.#notices = parts.notices
    this.#shown = parts.shown
    this.#clock = parts.clock
  }

  /** @throws ApiError `pin.not_member`. */
  async list(
    caller: Caller,
    user: string,
    peer: Peer,
    limit: number,
    cursor: string | undefined,
  ): Promise<PinPage> {
    await this.#requireMembership(caller, user, peer)
    const { id } = caller.app
    const page = await this.#store.list(id, user, logOf(user, peer), limit, cursor)
    const shown = await this.#shown.shown(
      id,
      user,
      page.pins.map(({ message }) => message),
    )
    return { ...page, pins: page.pins.map((pin, i) => ({ ...pin, message: shown[i]! })) }
  }

  /** @throws ApiError `pin.not_member`, `pin.message_unknown`, `pin.too_many`. */
  async pin(caller: Caller, user: string, peer: Peer, message: number): Promise<void> {
    await this.#requireMembership(caller, user, peer)
    const log = logOf(user, peer)
    const entry = await this.#logs.find(caller.app.id, message)
    if (entry?.log !== log || entry.kind !== entryKind.message || !(await this.#reads(caller, user, entry)))
      throw new ApiError('pin.message_unknown')
    const notice = this.#notice(caller, user, peer, 'message-pinned', message)
    const pin = { message, at: this.#clock.now(), by: user }
    await this.#journal.commit(caller.app.id, [notice], ({ pins }) => [
      pins.add(caller.app.id, log, pin, LIMIT),
    ])
  }

  /** @throws ApiError `pin.not_member`, `pin.unknown`. */
  async unpin(caller: Caller, user: string, peer: Peer, message: number): Promise<void> {
    await this.#requireMembership(caller, user, peer)
    const notice = this.#notice(caller, user, peer, 'message-unpinned', message)
    await this.#journal.commit(caller.app.id, [notice], ({ pins }) => [
      pins.remove(caller.app.id, logOf(user, peer), message),
    ])
  }

  /** What is pinned is shown to all: nobody shows themselves what was said before they joined. */
  async #reads({ app, actor }: Caller, user: string, message: Entry): Promise<boolean> {
    if (isAdmin(actor)) return true
    const { about } = await readersOf(this.#cache, message)
    return about === undefined || (await this.#history.find(app.id, user, [message.id])).length > 0
  }

  #notice(
    caller: Caller,
    user: string,
    peer: Peer,
    what: 'message-pinned' | 'message-unpinned',
    subject: number,
  ): JournalStep {
    const log = logOf(user, peer)
    const place = { log, receiver: peer.id }
    const entry = this.#notices.inLog(caller, user, peer, { what, subject }, place)
    return peer.kind === 'room' ? { push: entry } : { store: entry }
  }

  async #requireMembership({ app, actor }: Caller, user: string, peer: Peer): Promise<void> {
    if (peer.kind === 'user' || isAdmin(actor)) return
    const channel = await this.#cache.channel(app.id, peer.id)
    if (channel?.kind !== peer.kind) throw new ApiError('pin.not_member')
    const standing = await this.#cache.standing(channel, user)
    if (roleIn(channel, user, standing) === null) throw new ApiError('pin.not_member')
  }
}
