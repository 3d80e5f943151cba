import { hash } from 'node:crypto'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { setImmediate } from '../../kernel/machine-time.ts'
import type { Caller } from '../caller.ts'
import type { App } from '../tenancy/app.ts'
import { REMEMBERED_MS } from './broadcast-runner.ts'
import type { BroadcastStore } from './broadcast-store.ts'
import { type Draft, requireSize } from './draft.ts'
import type { Receiver } from './outbound.ts'
import type { Sending } from './sending.ts'

/** Receivers served before other work gets a turn. */
const AT_ONCE = 256
/** ms after its acceptance during which the same request without a key is taken for a repeat, even if its broadcast is over. */
const REPEAT_MS = 60_000

/** Limit on broadcasts to all users of an app that are not over. */
const OPEN = 100

/** Who would receive a message now. */
export interface Audience {
  /** Users with a device online. */
  onlineUsers(app: number): Promise<string[]>
  /** Rooms with a member online. */
  openRooms(app: number): Promise<string[]>
}

interface BroadcastParts {
  sending: Sending
  audience: Audience
  store: BroadcastStore
  ids: IdGenerator
  wake(): void
}

/**
 * Broadcasts: to every user, stored for those who are offline, or to online users only, not stored
 * (rest-messages-users.md §5). Those to every user are run by the `BroadcastRunner`.
 */
export class Broadcasts {
  readonly #sending: Sending
  readonly #audience: Audience
  readonly #store: BroadcastStore
  readonly #ids: IdGenerator
  readonly #wake: () => void

  /** @param wake called when there is a broadcast to run. */
  constructor({ sending, audience, store, ids, wake }: BroadcastParts) {
    this.#sending = sending
    this.#audience = audience
    this.#store = store
    this.#ids = ids
    this.#wake = wake
  }

  /**
   * Accepts a message to every user of the app except the sender; resolves with the id of the broadcast once that is durable. A
   * repeat of the request gets the same id, and is sent once.
   * @param caller the app or an administrator.
   * @param key tells requests with the same content apart, and repeats within a day; without one, a request with the same content
   *   is a repeat while the broadcast runs, and for a minute.
   * @throws ApiError `send.too_large`, `server.busy`.
   */
  async toEveryone({ app, actor }: Caller, draft: Draft, key: string | undefined): Promise<number> {
    requireSize(app, draft.size)
    const acceptedAt = this.#ids.clock.now()
    const job = {
      app: app.id,
      id: this.#ids.next(),
      actor,
      draft: { ...draft, stored: true },
      acceptedAt,
      cursor: '',
    }
    const request = hash('sha256', JSON.stringify([key ?? null, actor, job.draft]))
    const since = acceptedAt - (key === undefined ? REPEAT_MS : REMEMBERED_MS)
    const id = await this.#store.accept(job, request, { since, limit: OPEN })
    this.#wake()
    return id
  }

  /**
   * Resolves with the id of the broadcast when all receivers have been served.
   * @param caller the app or an administrator.
   * @throws ApiError `send.too_large`, `server.busy`.
   */
  async toOnlineUsers(caller: Caller, draft: Draft): Promise<number> {
    const users = await this.#audience.onlineUsers(caller.app.id)
    return this.#serve(caller.app, draft, users, (names) =>
      this.#sending.toUsers(caller, { ...draft, stored: false }, devicesOf(names)),
    )
  }

  /** Like `toOnlineUsers`, but once to each room. */
  async toRooms(caller: Caller, draft: Draft): Promise<number> {
    const rooms = await this.#audience.openRooms(caller.app.id)
    return this.#serve(caller.app, draft, rooms, (ids) => this.#sending.toOpenRooms(caller, draft, ids))
  }

  async #serve(
    app: App,
    draft: Draft,
    receivers: readonly string[],
    send: (some: readonly string[]) => Promise<unknown>,
  ): Promise<number> {
    requireSize(app, draft.size)
    const id = this.#ids.next()
    for (let from = 0; from < receivers.length; from += AT_ONCE) {
      await send(receivers.slice(from, from + AT_ONCE))
      await new Promise((resolve) => setImmediate(resolve))
    }
    return id
  }
}

function devicesOf(names: readonly string[]): Receiver[] {
  return names.map((user) => ({ user, device: null }))
}
