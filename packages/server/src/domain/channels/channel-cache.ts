import { LRUCache } from 'lru-cache'
import { type Channel, type Standing, stranger } from './channel.ts'
import type { ChannelStore } from './channel-store.ts'

const CHANNELS = 20_000
const STANDINGS = 200_000

/**
 * Channels and who stands where in them, as of the last commit: what every message to a channel asks. What is known is answered
 * at once, without a turn of the event loop, so that the messages of one sender keep their order; those that must wait
 * for a look into the store wait for the same one, and go on in order.
 */
export class ChannelCache {
  readonly #store: ChannelStore
  readonly #channels = new LRUCache<string, Channel>({ max: CHANNELS })
  /** By channel and user. */
  readonly #standings = new LRUCache<string, Standing>({ max: STANDINGS })
  readonly #looks = new Map<string, Promise<unknown>>()

  constructor(store: ChannelStore) {
    this.#store = store
  }

  channel(app: number, id: string): Channel | undefined | Promise<Channel | undefined> {
    const key = `${app}/${id}`
    return (
      this.#channels.get(key) ??
      this.#look(
        key,
        () => this.#store.get(app, id),
        (channel) => channel !== undefined && this.#channels.set(key, channel),
      )
    )
  }

  standing({ app, id, number }: Channel, user: string): Standing | Promise<Standing> {
    const key = `${number}/${user}`
    return (
      this.#standings.get(key) ??
      this.#look(
        key,
        async () => (await this.#store.standings(app, id, [user])).get(user) ?? stranger,
        (standing) => this.#standings.set(key, standing),
      )
    )
  }

  /** To be called when a change has been committed, before the next message is looked at. */
  committed(channel: Channel, standings: ReadonlyMap<string, Standing>): void {
    const key = `${channel.app}/${channel.id}`
    this.#looks.delete(key)
    this.#channels.set(key, channel)
    for (const [user, standing] of standings) {
      const place = `${channel.number}/${user}`
      this.#looks.delete(place)
      this.#standings.set(place, standing)
    }
  }

  deleted({ app, id }: Channel): void {
    this.#looks.delete(`${app}/${id}`)
    this.#channels.delete(`${app}/${id}`)
  }

  /** One look at a time; what it finds is kept unless a commit came in between. */
  #look<T>(key: string, find: () => Promise<T>, keep: (found: T) => unknown): Promise<T> {
    const underway = this.#looks.get(key) as Promise<T> | undefined
    if (underway !== undefined) return underway
    const look: Promise<T> = find().then(
      (found) => {
        if (this.#looks.get(key) === look) {
          this.#looks.delete(key)
          keep(found)
        }
        return found
      },
      (error) => {
        if (this.#looks.get(key) === look) this.#looks.delete(key)
        throw error
      },
    )
    this.#looks.set(key, look)
    return look
  }
}
