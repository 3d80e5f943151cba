import { ReadThrough } from '../../kernel/read-through.ts'
import { type Channel, type Standing, stranger } from './channel.ts'
import type { ChannelStore } from './channel-store.ts'

const CHANNELS = 20_000
const STANDINGS = 200_000

/** Channels and who stands where in them, as of the last commit: what every message to a channel asks. */
export class ChannelCache {
  readonly #store: ChannelStore
  readonly #channels = new ReadThrough<Channel>(CHANNELS)
  /** By channel and user. */
  readonly #standings = new ReadThrough<Standing>(STANDINGS)

  constructor(store: ChannelStore) {
    this.#store = store
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

  /** To be called when a change has been committed, before the next message is looked at. */
  committed(channel: Channel, standings: ReadonlyMap<string, Standing>): void {
    this.#channels.set(`${channel.app}/${channel.id}`, channel)
    for (const [user, standing] of standings) this.#standings.set(`${channel.number}/${user}`, standing)
  }

  deleted({ app, id }: Channel): void {
    this.#channels.delete(`${app}/${id}`)
  }
}
