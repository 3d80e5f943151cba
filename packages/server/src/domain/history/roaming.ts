import { ApiError } from '@ringpost/contract/errors'
import { idFloor } from '../../kernel/id-generator.ts'
import { type Actor, isAdmin } from '../actor.ts'
import { roleIn } from '../channels/channel.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import { definitePeer, type LoosePeer, logOf } from '../conversations/peer.ts'
import { type Entry, pastPosition } from '../log/entry.ts'
import type { LogStore } from '../log/log-store.ts'
import type { App } from '../tenancy/app.ts'
import type { HistoryView, Reach, RoamingStore, Slice, SliceFilter } from './roaming-store.ts'

export interface RoamingRequest extends SliceFilter {
  peer: LoosePeer
  /** Id of the message behind which to go on; null = from the end, or the beginning. */
  start: number | null
  /** Newest first. */
  descending: boolean
  limit: number
  /** ms since 1970, both ends included; null = unbounded. */
  from: number | null
  until: number | null
}

export interface RoamingPage {
  /** In the order that was asked for. */
  messages: Entry[]
  /** Where to go on; null when nothing was found. */
  next: number | null
  isLast: boolean
}

interface Range {
  after: number
  before: number
}

const everything: Reach = { start: 0, until: null, cleared: false }

/** Reading back what was said: slices of a log, as one user may see them. */
export class Roaming {
  readonly #store: RoamingStore
  readonly #logs: LogStore
  readonly #cache: ChannelCache

  constructor(parts: { store: RoamingStore; logs: LogStore; cache: ChannelCache }) {
    this.#store = parts.store
    this.#logs = parts.logs
    this.#cache = parts.cache
  }

  /**
   * A page of the user's history. Messages sent here and messages of the past stand in two ranges of the log, which are read side
   * by side and merged by id, which is by time. A page may be short, with more to come.
   * Members of a group see what was said since they came and, if they have left, until then; who is in a room sees all of it.
   * @throws ApiError `history.not_member`, `channel.not_found`.
   */
  async page(app: App, actor: Actor, user: string, request: RoamingRequest): Promise<RoamingPage> {
    const peer = await definitePeer(this.#cache, app.id, request.peer)
    const log = logOf(user, peer)
    const view = await this.#store.view(app.id, user, log)
    if (view === undefined) throw new ApiError('user.unknown')
    if (peer.kind === 'room') await this.#requirePresence(app, actor, user, peer.id)
    else if (peer.kind === 'group' && view.reach === undefined) await this.#refuse(app, user, peer.id)
    // A room's log is followed by nobody: all of it can be read by who is in the room.
    const reach = peer.kind === 'room' ? undefined : view.reach
    const { live, past } = await this.#ranges(app, log, { ...view, reach }, request)
    const read = (range: Range): Promise<Slice> | Slice =>
      range.before - range.after <= 1
        ? { messages: [], reached: null }
        : this.#store.slice({ app: app.id, user, log }, range, request, {
            limit: request.limit + 1,
            descending: request.descending,
          })
    return merge(await Promise.all([read(past), read(live)]), request)
  }

  async #ranges(
    app: App,
    log: string,
    { reach = everything, forgotten, first, last }: HistoryView,
    { start, descending, from, until }: RoamingRequest,
  ): Promise<{ live: Range; past: Range }> {
    const live = { after: reach.start, before: Math.min(reach.until ?? last, last) + 1 }
    const past = { after: Math.min(first, 0) - 1, before: reach.cleared ? Math.min(first, 0) : 0 }
    const least = Math.max(forgotten + 1, from === null ? 0 : idFloor(from))
    const position = (id: number) => this.#store.positionBefore(app.id, log, id)
    if (least > 1) {
      live.after = Math.max(live.after, await position(least))
      past.after = Math.max(past.after, pastPosition(least) - 1)
    }
    if (until !== null) {
      const end = idFloor(until + 1)
      live.before = Math.min(live.before, (await position(end)) + 1)
      past.before = Math.min(past.before, pastPosition(end))
    }
    if (start !== null) {
      const found = await this.#logs.find(app.id, start)
      const at = found?.log === log && found.seq > 0 ? found.seq : undefined
      if (descending) {
        live.before = Math.min(live.before, at ?? (await position(start)) + 1)
        past.before = Math.min(past.before, pastPosition(start))
      } else {
        live.after = Math.max(live.after, at ?? (await position(start + 1)))
        past.after = Math.max(past.after, pastPosition(start))
      }
    }
    return { live, past }
  }

  async #requirePresence(app: App, actor: Actor, user: string, id: string): Promise<void> {
    const room = await this.#cache.channel(app.id, id)
    if (room === undefined) throw new ApiError('channel.not_found', { id })
    if (isAdmin(actor)) return
    const standing = await this.#cache.standing(room, user)
    if (roleIn(room, user, standing) === null) throw new ApiError('history.not_member', { username: user })
  }

  async #refuse(app: App, user: string, id: string): Promise<never> {
    if ((await this.#cache.channel(app.id, id)) === undefined) throw new ApiError('channel.not_found', { id })
    throw new ApiError('history.not_member', { username: user })
  }
}

/** Two slices, each in order, become one page, which ends where one of them knows no further. */
function merge(slices: readonly Slice[], { limit, descending }: RoamingRequest): RoamingPage {
  const sign = descending ? -1 : 1
  const ends = slices.flatMap(({ reached }) => (reached === null ? [] : [reached * sign]))
  const end = ends.length === 0 ? null : Math.min(...ends)
  const known = slices
    .flatMap(({ messages }) => messages)
    .filter(({ id }) => end === null || id * sign <= end)
    .sort((a, b) => (a.id - b.id) * sign)
  const messages = known.slice(0, limit)
  const isLast = end === null && known.length <= limit
  const isCut = known.length > limit
  const next = isCut || end === null ? (messages.at(-1)?.id ?? null) : end * sign
  return { messages, next, isLast }
}
