import { ApiError } from '@ringpost/contract'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { pairLog, roomLog } from '../log/log-key.ts'
import type { App } from '../tenancy/app.ts'
import type { Draft } from './messages.ts'

/** Receivers that are served before others get their turn. */
const AT_ONCE = 256

/** Who would hear a message now. */
export interface Audience {
  /** Users with a device online. */
  onlineUsers(app: number): Promise<string[]>
  /** Rooms with a member online. */
  openRooms(app: number): Promise<string[]>
}

/** Messages to everybody who is online. They are not kept: who is not there does not hear them (rest-messages-users.md §5). */
export class Broadcasts {
  readonly #journal: Journal
  readonly #audience: Audience
  readonly #ids: IdGenerator

  constructor(journal: Journal, audience: Audience, ids: IdGenerator) {
    this.#journal = journal
    this.#audience = audience
    this.#ids = ids
  }

  /** Resolves with the id of the broadcast when all have been served. @throws ApiError `send.too_large`. */
  async toOnlineUsers(app: App, draft: Draft): Promise<number> {
    const users = await this.#audience.onlineUsers(app.id)
    return this.#serve(app, draft, users, (user) => pairLog(draft.from, user))
  }

  /** As `toOnlineUsers`, once to each room. */
  async toRooms(app: App, draft: Draft): Promise<number> {
    return this.#serve(app, draft, await this.#audience.openRooms(app.id), roomLog)
  }

  async #serve(
    app: App,
    draft: Draft,
    receivers: readonly string[],
    logOf: (receiver: string) => string,
  ): Promise<number> {
    if (draft.size > app.settings.messageBytes) throw new ApiError('send.too_large')
    const id = this.#ids.next()
    for (let from = 0; from < receivers.length; from += AT_ONCE) {
      const time = Date.now()
      const slice = receivers.slice(from, from + AT_ONCE)
      this.#journal.push(slice.map((receiver) => this.#entry(app, draft, receiver, logOf(receiver), time)))
      await new Promise((resolve) => setImmediate(resolve))
    }
    return id
  }

  #entry(app: App, draft: Draft, receiver: string, log: string, time: number): NewEntry {
    return {
      app: app.id,
      log,
      id: this.#ids.next(time),
      time,
      kind: entryKind.message,
      contentType: draft.contentType,
      sender: draft.from,
      senderDevice: null,
      receiver,
      receiverDevice: null,
      echo: draft.echo,
      audience: null,
      origin: null,
      attributes: draft.attributes,
      payload: draft.payload(receiver),
      followers: [],
    }
  }
}
