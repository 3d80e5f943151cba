import { ApiError } from '@ringpost/contract/errors'
import { ID_DISORDER, idFloor } from '../../kernel/id-generator.ts'
import { isAdmin } from '../actor.ts'
import type { Caller } from '../caller.ts'
import { type Channel, roleIn } from '../channels/channel.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import { definitePeer, type LoosePeer, logOf, type Peer } from '../conversations/peer.ts'
import { pastPosition } from '../log/entry.ts'
import type { LogStore } from '../log/log-store.ts'
import type { ShownMessages } from '../messages/shown-messages.ts'
import type { App } from '../tenancy/app.ts'
import { type MergedPage, mergeHistory } from './merge-history.ts'
import type {
  HistoryView,
  Range,
  Reach,
  RoamedEntry,
  RoamingStore,
  Slice,
  SliceFilter,
} from './roaming-store.ts'

export interface RoamingRequest extends SliceFilter {
  peer: LoosePeer
  /** Id of the message after which to continue; null to start at the newest, or the oldest. */
  start: number | null
  /** Newest first. */
  descending: boolean
  limit: number
  /** ms since 1970, both inclusive; null means unbounded. */
  from: number | null
  until: number | null
}

const everything: Reach = { start: 0, until: null, cleared: false }

/** Reads history: slices of a log, as one user may see them. */
export class Roaming {
  readonly #store: RoamingStore
  readonly #logs: LogStore
  readonly #cache: ChannelCache
  readonly #shown: ShownMessages

  constructor(parts: {
    store: RoamingStore
    logs: LogStore
    cache: ChannelCache
    shown: ShownMessages
  }) {
    this.#store = parts.store
    this.#logs = parts.logs
    this.#cache = parts.cache
    this.#shown = parts.shown
  }

  /**
   * Returns a page of the user's history. Live and imported messages occupy two ranges of the log, which are read in
   * parallel and merged. A page may be short although more messages follow. Members of a group see messages from when
   * they joined until, if they have left, they left; users in a room see all of it.
   * @throws ApiError `history.not_member`, `channel.not_found`.
   */
  async page(caller: Caller, user: string, request: RoamingRequest): Promise<MergedPage> {
    const peer = await definitePeer(this.#cache, caller.app.id, request.peer)
    const log = logOf(user, peer)
    const at = { app: caller.app.id, user, log }
    const newest = isNewest(peer, request) ? await this.#store.newest(at, request.limit + 1) : undefined
    const view = newest?.view ?? (await this.#store.view(caller.app.id, user, log))
    if (view === undefined) throw new ApiError('user.unknown')
    const reach = peer.kind === 'user' ? view.reach : await this.#reach(caller, user, peer, view.reach)
    const { live, past, ids } = await this.#ranges(caller.app, log, { ...view, reach }, request)
    const page = { limit: request.limit + 1, descending: request.descending }
    const read = (range: Range): Promise<Slice> | Slice =>
      isEmpty(range)
        ? { messages: [], reached: null }
        : this.#store.slice(at, range, { ...request, ids }, page)
    const [before, since] = await Promise.all([read(past), newest?.live ?? read(live)])
    const merged = await mergeHistory(before, since, request, (id) =>
      this.#store.positionBefore(caller.app.id, log, id),
    )
    const messages =
      view.peer === undefined ? merged.messages : withReceipts(merged.messages, user, view.peer)
    return { ...merged, messages: await this.#shown.shown(caller.app.id, user, messages) }
  }

  async #ranges(
    app: App,
    log: string,
    { reach = everything, forgotten, first, last, floor }: HistoryView,
    { start, descending, from, until }: RoamingRequest,
  ): Promise<{ live: Range; past: Range; ids: { from: number; before: number } }> {
    const live = { after: Math.max(reach.start, floor - 1), before: Math.min(reach.until ?? last, last) + 1 }
    const past = { after: Math.min(first, 0) - 1, before: reach.cleared ? Math.min(first, 0) : 0 }
    const ids = {
      from: Math.max(forgotten + 1, from === null ? 0 : idFloor(from)),
      before: until === null ? Number.MAX_SAFE_INTEGER : idFloor(until + 1),
    }
    const position = (id: number) => this.#store.positionBefore(app.id, log, id)
    if (ids.from > 1) {
      live.after = Math.max(live.after, await position(ids.from))
      past.after = Math.max(past.after, pastPosition(ids.from) - 1)
    }
    if (until !== null) {
      live.before = Math.min(live.before, (await position(ids.before + ID_DISORDER)) + 1)
      past.before = Math.min(past.before, pastPosition(ids.before))
    }
    if (start !== null) {
      const place = await this.#place(app.id, log, start, isEmpty(past) ? 'live' : 'live and past')
      if (descending) {
        live.before = Math.min(live.before, place.isLive ? place.seq : place.seq + 1)
        past.before = Math.min(past.before, pastPosition(place.id))
      } else {
        live.after = Math.max(live.after, place.seq)
        past.after = Math.max(past.after, pastPosition(place.id))
      }
    }
    return { live, past, ids }
  }

  /**
   * Finds the place of an id in both ranges, in the order of {@link mergeHistory}: the position of the last live entry
   * up to it (its own if it `isLive`), and the id up to which imported messages come before it.
   */
  async #place(
    app: number,
    log: string,
    id: number,
    ranges: 'live' | 'live and past',
  ): Promise<{ seq: number; id: number; isLive: boolean }> {
    const entry = await this.#logs.find(app, id)
    if (entry?.log !== log || entry.seq < 1)
      return { seq: await this.#store.positionBefore(app, log, id + 1), id, isLive: false }
    const greatest = ranges === 'live' ? id : await this.#store.greatestId(app, log, entry)
    return { seq: entry.seq, id: greatest, isLive: true }
  }

  /** What the user may read in a channel. @param followed what they have of its log as a member, now or formerly. */
  async #reach(
    { app, actor }: Caller,
    user: string,
    { kind, id }: Peer,
    followed: Reach | undefined,
  ): Promise<Reach | undefined> {
    const channel = await this.#cache.channel(app.id, id)
    const open =
      kind === 'room' ? channel : channel?.thread && (await this.#cache.channel(app.id, channel.thread.group))
    const isOpen =
      open !== undefined && ((kind === 'room' && isAdmin(actor)) || (await this.#isIn(open, user)))
    if (isOpen) return undefined
    if (kind === 'group' && followed !== undefined) return followed
    if (channel === undefined) throw new ApiError('channel.not_found', { id })
    throw new ApiError('history.not_member', { username: user })
  }

  async #isIn(channel: Channel, user: string): Promise<boolean> {
    return roleIn(channel, user, await this.#cache.standing(channel, user)) !== null
  }
}

/** Whether a page begins with the newest message between two users, whatever it is: what most clients ask for first. */
function isNewest(
  { kind }: Peer,
  { start, descending, from, until, contentTypes, senders }: RoamingRequest,
): boolean {
  const isFiltered = from !== null || until !== null || contentTypes !== null || senders !== null
  return kind === 'user' && start === null && descending && !isFiltered
}

/** Says of the user's own messages how far the other side is. Imported ones say it themselves. */
function withReceipts(
  messages: readonly RoamedEntry[],
  user: string,
  { delivered, read }: NonNullable<HistoryView['peer']>,
): readonly RoamedEntry[] {
  return messages.map((message) => {
    const { sender, seq } = message
    if (sender !== user || seq < 1 || seq > Math.max(delivered, read)) return message
    return { ...message, receipt: seq <= read ? 'read' : 'delivered' }
  })
}

function isEmpty({ after, before }: Range): boolean {
  return before - after <= 1
}
