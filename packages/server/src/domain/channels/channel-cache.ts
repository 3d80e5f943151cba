import { ReadThrough } from '../../kernel/read-through.ts'
import type { Forgetful, SharedCaches } from '../cluster/shared-caches.ts'
import { type Channel, type Standing, stranger } from './channel.ts'
import type { ChannelStore } from './channel-store.ts'

const CHANNELS = 100_000
const STANDINGS = 200_000

const NAME = 'channels'

/** Channels and the standings of users in them as of the last commit: every message to a channel needs them. */
export class ChannelCache implements Forgetful {
  readonly #store: ChannelStore
  readonly #shared: SharedCaches
  readonly #channels: ReadThrough<Channel>
  /** By channel and user. */
  readonly #standings: ReadThrough<Standing>

  constructor(store: ChannelStore, shared: SharedCaches) {
    this.#store = store
    this.#shared = shared
    this.#channels = new ReadThrough(CHANNELS, shared.areTrusted)
    this.#standings = new ReadThrough(STANDINGS, shared.areTrusted)
    shared.add(NAME, this)
  }

  channel(app: number, id: string): Channel | Promise<Channel | undefined> {
    return this.#channels.get(`${app}/${id}`, () => this.#store.get(app, id))
  }

  standing({ app, id, number }: Channel, user: string): Standing | Promise<Standing> {
    return this.#standings.get(
      `${number}/${user}`,
      async () => (await this.#store.standings(app, id, [user])).get(user) ?? stranger,
    )
  }

  /**
   * Called when a change has been committed, before the next message is looked at. Resolves when the other nodes know.
   * @param standings those that changed.
   */
  committed(channel: Channel, standings: ReadonlyMap<string, Standing>): Promise<void> {
    const key = `${channel.app}/${channel.id}`
    this.#channels.set(key, channel)
    for (const [user, standing] of standings) this.#standings.set(`${channel.number}/${user}`, standing)
    return this.#shared.changed(NAME, [
      key,
      ...[...standings.keys()].map((user) => `${channel.number}/${user}`),
    ])
  }

  deleted({ app, id }: Channel): Promise<void> {
    const key = `${app}/${id}`
    this.#channels.delete(key)
    return this.#shared.changed(NAME, [key])
  }

  /** Keys of channels end in ids, keys of standings in users; unknown keys do no harm. */
  forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#channels.delete(key)
      this.#standings.delete(key)
    }
  }

  forgetAll(): void {
    this.#channels.clear()
    this.#standings.clear()
  }
}
