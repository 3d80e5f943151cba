import { ApiError } from '@ringpost/contract/errors'
import type { Caller } from '../caller.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { Speakers } from '../channels/speakers.ts'
import type { Correspondence } from '../contacts/correspondence.ts'
import type { RoamingStore } from '../history/roaming-store.ts'
import type { Entry, NewEntry } from '../log/entry.ts'
import { groupLog, kindOf, peerOf } from '../log/log-key.ts'
import { readersOf } from '../messages/readers-of.ts'
import type { App } from '../tenancy/app.ts'
import type { Users } from '../users/users.ts'

/** Finds the messages whose reactions a user may see, and knows to which the user may react. */
export class ReactableMessages {
  readonly #store: Pick<RoamingStore, 'find'>
  readonly #cache: ChannelCache
  readonly #correspondence: Correspondence
  readonly #speakers: Speakers
  readonly #users: Pick<Users, 'requireVoice'>

  constructor(parts: {
    store: Pick<RoamingStore, 'find'>
    cache: ChannelCache
    correspondence: Correspondence
    speakers: Speakers
    users: Pick<Users, 'requireVoice'>
  }) {
    this.#store = parts.store
    this.#cache = parts.cache
    this.#correspondence = parts.correspondence
    this.#speakers = parts.speakers
    this.#users = parts.users
  }

  /** @throws ApiError `reaction.not_member`, `reaction.illegal` if the message is not in the user's history, or in a room. */
  async find(app: App, user: string, id: number): Promise<Entry> {
    const [message] = await this.#store.find(app.id, user, [id])
    if (message === undefined) throw new ApiError('reaction.illegal')
    const kind = kindOf(message.log)
    if (kind === 'group') await this.#requireMembership(app, user, message.receiver)
    else if (kind !== 'pair') throw new ApiError('reaction.illegal')
    return message
  }

  /** Returns the ids of those messages that are in the user's history of the group, or of conversations with users. */
  async seen(app: App, user: string, group: string | null, ids: readonly number[]): Promise<number[]> {
    if (group !== null) await this.#requireMembership(app, user, group)
    const isWanted =
      group === null
        ? ({ log }: Entry) => kindOf(log) === 'pair'
        : ({ log }: Entry) => log === groupLog(group)
    const found = await this.#store.find(app.id, user, ids)
    const seen = new Set(found.filter(isWanted).map(({ id }) => id))
    return [...new Set(ids)].filter((id) => seen.has(id))
  }

  /** Returns who is told of a reaction to the message. */
  readersOf(message: Entry): Promise<Pick<NewEntry, 'audience' | 'about'>> {
    return readersOf(this.#cache, message)
  }

  /** A reaction is a text that others get to see: who may not write may not react. @throws ApiError `reaction.illegal`. */
  async admit({ app, actor }: Caller, user: string, { log }: Entry): Promise<void> {
    if (actor.kind !== 'user') return
    const peer = peerOf(log, user)
    const isPair = kindOf(log) === 'pair'
    try {
      await this.#users.requireVoice(app, user, isPair ? 'user' : 'group')
      if (isPair) await this.#correspondence.admit(app, user, peer)
      else await this.#speakers.admit({ app, actor }, 'group', peer)
    } catch (error) {
      throw error instanceof ApiError ? new ApiError('reaction.illegal') : error
    }
  }

  async #requireMembership(app: App, user: string, id: string): Promise<void> {
    const channel = await this.#cache.channel(app.id, id)
    const isGroup = channel !== undefined && channel.kind !== 'room'
    if (!isGroup || (await this.#cache.standing(channel, user)).role === null)
      throw new ApiError('reaction.not_member')
  }
}
