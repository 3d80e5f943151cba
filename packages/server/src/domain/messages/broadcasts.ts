import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Actor } from '../actor.ts'
import { messageSent } from '../facts/message-fact.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { kindOf, pairLog, roomLog } from '../log/log-key.ts'
import { newEntry } from '../log/new-entry.ts'
import type { App } from '../tenancy/app.ts'
import type { UserStore } from '../users/user-store.ts'
import type { MessageCodec } from './message-codec.ts'
import type { Draft } from './messages.ts'

/** Receivers that are served before others get their turn. */
const AT_ONCE = 256
/** ms until a store that was busy is asked again. */
const BUSY_WAIT_MS = 20

/** Who would hear a message now. */
export interface Audience {
  /** Users with a device online. */
  onlineUsers(app: number): Promise<string[]>
  /** Rooms with a member online. */
  openRooms(app: number): Promise<string[]>
}

/**
 * Messages to everybody: to every user there is, kept for those who are away, or to who is online, not kept
 * (rest-messages-users.md §5).
 */
export class Broadcasts {
  readonly #journal: Journal
  readonly #audience: Audience
  readonly #users: UserStore
  readonly #ids: IdGenerator
  readonly #codec: MessageCodec

  constructor(journal: Journal, audience: Audience, users: UserStore, ids: IdGenerator, codec: MessageCodec) {
    this.#codec = codec
    this.#journal = journal
    this.#audience = audience
    this.#users = users
    this.#ids = ids
  }

  /**
   * To every user of the app but the sender, one message each, page by page in order of registration. Resolves with the id of
   * the broadcast when the last is durable: what ends the server before has not been acknowledged.
   * @throws ApiError `send.too_large`.
   */
  async toEveryone(app: App, actor: Actor, draft: Draft): Promise<number> {
    requireSize(app, draft)
    const id = this.#ids.next()
    let cursor: string | undefined
    do {
      const page = await this.#users.list(app.id, { limit: AT_ONCE, cursor })
      const receivers = page.users.map(({ name }) => name).filter((name) => name !== draft.from)
      await this.#keep(
        actor,
        this.#entries(app, draft, receivers, (user) => pairLog(draft.from, user)),
      )
      cursor = page.cursor
    } while (cursor !== undefined)
    return id
  }

  /** Resolves with the id of the broadcast when all have been served. @throws ApiError `send.too_large`. */
  async toOnlineUsers(app: App, actor: Actor, draft: Draft): Promise<number> {
    const users = await this.#audience.onlineUsers(app.id)
    return this.#serve(app, actor, draft, users, (user) => pairLog(draft.from, user))
  }

  /** As `toOnlineUsers`, once to each room. */
  async toRooms(app: App, actor: Actor, draft: Draft): Promise<number> {
    return this.#serve(app, actor, draft, await this.#audience.openRooms(app.id), roomLog)
  }

  async #serve(
    app: App,
    actor: Actor,
    draft: Draft,
    receivers: readonly string[],
    logOf: (receiver: string) => string,
  ): Promise<number> {
    requireSize(app, draft)
    const id = this.#ids.next()
    for (let from = 0; from < receivers.length; from += AT_ONCE) {
      const entries = this.#entries(app, draft, receivers.slice(from, from + AT_ONCE), logOf)
      await this.#journal.push(entries, (entry) => ({ ...messageSent(entry, false), by: actor }))
      await new Promise((resolve) => setImmediate(resolve))
    }
    return id
  }

  /** Others go first: while the store has more than it can take, the broadcast waits. */
  async #keep(actor: Actor, entries: readonly NewEntry[]): Promise<void> {
    for (;;) {
      try {
        await this.#journal.append(entries, (entry) => ({ ...messageSent(entry, true), by: actor }))
        return
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'server.busy') throw error
        await new Promise((resolve) => setTimeout(resolve, BUSY_WAIT_MS))
      }
    }
  }

  #entries(
    app: App,
    draft: Draft,
    receivers: readonly string[],
    logOf: (receiver: string) => string,
  ): NewEntry[] {
    const time = Date.now()
    return receivers.map((receiver) => this.#entry(app, draft, receiver, logOf(receiver), time))
  }

  #entry(app: App, draft: Draft, receiver: string, log: string, time: number): NewEntry {
    const kind = kindOf(log) === 'pair' ? 'user' : 'room'
    return newEntry({
      app: app.id,
      log,
      id: this.#ids.next(time),
      time,
      kind: entryKind.message,
      contentType: draft.contentType,
      sender: draft.from,
      receiver,
      echo: draft.echo,
      attributes: draft.attributes,
      payload: this.#codec.write(draft.said, { kind, from: draft.from, to: receiver }),
      followers: kind === 'user' ? [draft.from, receiver] : [],
    })
  }
}

function requireSize(app: App, draft: Draft): void {
  if (draft.size > app.settings.messageBytes) throw new ApiError('send.too_large')
}
