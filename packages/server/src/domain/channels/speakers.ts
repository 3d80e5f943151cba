import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { onceKnown } from '../../kernel/once-known.ts'
import type { Caller } from '../caller.ts'
import type { App } from '../tenancy/app.ts'
import type { Channel, ChannelKind } from './channel.ts'
import { actingUser, requireEnabled, requireVoice } from './channel-access.ts'
import type { ChannelCache } from './channel-cache.ts'

/** Decides who may send to which group, room or thread. */
export class Speakers {
  readonly #cache: ChannelCache
  readonly #clock: Clock

  constructor(cache: ChannelCache, clock: Clock) {
    this.#cache = cache
    this.#clock = clock
  }

  /**
   * Returns the channel that a message goes to; undefined if the app sends to one that does not exist. Returns no
   * promise if the answer is known, so messages keep the order of the calls.
   * @throws ApiError `channel.disabled`; for users also `send.channel_unknown`, `send.not_member`, `send.muted`,
   *   `send.all_muted`: at once, or in the promise.
   */
  admit(
    { app, actor }: Caller,
    kind: ChannelKind,
    id: string,
  ): Channel | undefined | Promise<Channel | undefined> {
    const user = actingUser(actor)
    return onceKnown(this.#cache.channel(app.id, id), (found) => {
      const channel = found !== undefined && isAddressed(found, kind) ? found : undefined
      if (user !== undefined) return this.#admitUser(app, user, channel, id)
      if (channel !== undefined) requireEnabled(channel)
      return channel
    })
  }

  #admitUser(app: App, user: string, channel: Channel | undefined, id: string): Channel | Promise<Channel> {
    if (channel === undefined) throw new ApiError('send.channel_unknown', { id })
    return onceKnown(this.#cache.standing(channel, user), (standing) => {
      const { thread } = channel
      if (thread === undefined) {
        requireVoice(channel, user, standing, this.#clock.now())
        return channel
      }
      // A mute in a group also holds in its threads, and nobody can send to threads of a disabled group.
      return onceKnown(this.#cache.channel(app.id, thread.group), (group) =>
        onceKnown(this.#admitUser(app, user, group, thread.group), () => {
          requireVoice(channel, user, standing, this.#clock.now())
          return channel
        }),
      )
    })
  }
}

/** The id of a thread may be given in place of a group's. */
function isAddressed({ kind }: Channel, asked: ChannelKind): boolean {
  return kind === asked || (kind === 'thread' && asked === 'group')
}
