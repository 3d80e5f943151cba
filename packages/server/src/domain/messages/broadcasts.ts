import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Caller } from '../caller.ts'
import type { App } from '../tenancy/app.ts'
import type { UserStore } from '../users/user-store.ts'
import { type Draft, requireSize } from './draft.ts'
import type { Receiver } from './outbound.ts'
import type { Sending } from './sending.ts'

/** Receivers served before other work gets a turn. */
const AT_ONCE = 256
/** ms to wait before retrying when the store is busy. */
const BUSY_WAIT_MS = 20

/** Who would receive a message now. */
export interface Audience {
  /** Users with a device online. */
  onlineUsers(app: number): Promise<string[]>
  /** Rooms with a member online. */
  openRooms(app: number): Promise<string[]>
}

/**
 * Broadcasts: to every user, stored for those who are offline, or to online users only, not stored
 * (rest-messages-users.md §5).
 */
export class Broadcasts {
  readonly #sending: Sending
  readonly #audience: Audience
  readonly #users: UserStore
  readonly #ids: IdGenerator

  constructor(sending: Sending, audience: Audience, users: UserStore, ids: IdGenerator) {
    this.#sending = sending
    this.#audience = audience
    this.#users = users
    this.#ids = ids
  }

  /**
   * Sends to every user of the app except the sender: one message each, page by page in order of registration.
   * Resolves with the id of the broadcast once the last message is durable; a broadcast cut off by a crash has not
   * been acknowledged.
   * @param caller the app or an administrator.
   * @throws ApiError `send.too_large`.
   */
  async toEveryone(caller: Caller, draft: Draft): Promise<number> {
    const { app } = caller
    requireSize(app, draft.size)
    const id = this.#ids.next()
    let cursor: string | undefined
    do {
      const page = await this.#users.list(app.id, { limit: AT_ONCE, cursor })
      const names = page.users.map(({ name }) => name).filter((name) => name !== draft.from)
      await whenNotBusy(() => this.#sending.toUsers(caller, { ...draft, stored: true }, devicesOf(names)))
      cursor = page.cursor
    } while (cursor !== undefined)
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

/** Gives way to other work: the broadcast waits while the store is overloaded. */
async function whenNotBusy(send: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await send()
      return
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'server.busy') throw error
      await new Promise((resolve) => setTimeout(resolve, BUSY_WAIT_MS))
    }
  }
}
