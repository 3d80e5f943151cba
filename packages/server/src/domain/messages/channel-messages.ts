import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Actor } from '../actor.ts'
import { type Channel, type ChannelKind, channelLog, type Standing } from '../channels/channel.ts'
import { actingUser, requireEnabled, requireVoice } from '../channels/channel-access.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import { messageSent } from '../facts/message-fact.ts'
import { type Appended, entryKind, type NewEntry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { newEntry } from '../log/new-entry.ts'
import { RoomLoad } from '../rooms/room-load.ts'
import type { App } from '../tenancy/app.ts'
import type { ThreadNews } from '../threads/thread-news.ts'
import type { MessageCodec, ThreadPlace } from './message-codec.ts'
import type { Draft, Sent } from './messages.ts'

/** Users whom one message to a part of a channel can name (rest-messages-users.md §5.2 "users"). */
const DIRECTED_USERS = 20

/** Where a message goes: to groups or rooms, or to some of the users in one. */
export interface Address {
  kind: ChannelKind
  ids: readonly string[]
  /** Folded names of the only users who get it; null = everybody. */
  users: readonly string[] | null
}

/** Sending to groups and rooms: one entry each, however many receive it. */
export class ChannelMessages {
  readonly #journal: Journal
  readonly #cache: ChannelCache
  readonly #ids: IdGenerator
  readonly #load = new RoomLoad()
  readonly #news: ThreadNews
  readonly #codec: MessageCodec

  constructor(services: {
    journal: Journal
    cache: ChannelCache
    ids: IdGenerator
    news: ThreadNews
    codec: MessageCodec
  }) {
    this.#journal = services.journal
    this.#cache = services.cache
    this.#ids = services.ids
    this.#news = services.news
    this.#codec = services.codec
  }

  /**
   * Resolves when all are durable; results stand in the order of the ids. Messages of one sender to one channel keep the order of
   * the calls. What the app sends is not checked, and what it sends to a channel that does not exist gets an id like the rest
   * and goes nowhere (rest-messages-users.md §5.2). Rooms ignore that a message is not to be stored (§16 row 33); what a room
   * has no room for gets an id and goes nowhere too.
   * @throws ApiError `send.too_large`, `send.users_too_many`, `channel.disabled`, `server.busy`; for users also
   * `send.channel_unknown`, `send.not_member`, `send.muted`, `send.all_muted`.
   */
  async send(app: App, actor: Actor, draft: Draft, { kind, ids, users }: Address): Promise<readonly Sent[]> {
    if (draft.size > app.settings.messageBytes) throw new ApiError('send.too_large')
    if (users !== null && users.length > DIRECTED_USERS)
      throw new ApiError('send.users_too_many', { limit: DIRECTED_USERS })
    const channels: (Channel | undefined)[] = []
    for (const id of ids) channels.push(await this.#admit(app, actor, kind, id))
    const time = Date.now()
    const goesOut = channels.map(
      (channel) =>
        channel !== undefined &&
        (kind !== 'room' || this.#load.admits(app, channel, draft.isLow === true, time)),
    )
    const entries = ids.map(
      (id, i): NewEntry => ({
        ...newEntry({
          app: app.id,
          log: channelLog({ kind, id }),
          id: this.#ids.next(time),
          time,
          kind: entryKind.message,
          contentType: draft.contentType,
          sender: draft.from,
          senderDevice: draft.fromDevice,
          receiver: id,
          echo: draft.echo,
          audience: users,
          origin: draft.origin,
          attributes: draft.attributes,
          payload: this.#codec.write(draft.said, {
            kind: kind === 'room' ? 'room' : 'group',
            from: draft.from,
            to: id,
            thread: threadIn(channels[i]),
          }),
        }),
        ...(draft.isLow === true && { expendable: true as const }),
      }),
    )
    const reachable = entries.filter((_, i) => goesOut[i])
    const stored = draft.stored || kind === 'room'
    const happeningOf = (entry: NewEntry) => ({ ...messageSent(entry, stored), by: actor })
    const sent: readonly Partial<Appended>[] & readonly Sent[] = stored
      ? await this.#journal.append(reachable, happeningOf)
      : await this.#journal.push(reachable, happeningOf)
    if (channels.some((channel) => channel?.thread)) await this.#tellNews(app, reachable, sent)
    let next = 0
    return entries.map(({ id, time }, i) => (goesOut[i] ? sent[next++]! : { id, time }))
  }

  /** A repeat was told of before, and what is not stored is no news. */
  async #tellNews(app: App, entries: readonly NewEntry[], sent: readonly Partial<Appended>[]): Promise<void> {
    for (const [i, entry] of entries.entries()) {
      const { id, seq } = sent[i]!
      const thread = await this.#cache.channel(app.id, entry.receiver)
      if (thread?.thread !== undefined && seq !== undefined && id === entry.id)
        await this.#news.tell(app, thread, { ...entry, seq })
    }
  }

  /** The channel that a message is stored in; undefined when the app sends to none. */
  async #admit(app: App, actor: Actor, kind: ChannelKind, id: string): Promise<Channel | undefined> {
    const user = actingUser(actor)
    if (user === undefined) {
      const channel = await this.#cache.channel(app.id, id)
      if (channel === undefined || !isAddressed(channel, kind)) return undefined
      requireEnabled(channel)
      return channel
    }
    const { channel, standing } = await this.#stand(app, kind, id, user)
    if (channel.thread !== undefined) {
      // Who is muted in a group is so in its threads, and a group that is disabled says nothing there either.
      const parent = await this.#stand(app, 'group', channel.thread.group, user)
      requireVoice(parent.channel, user, parent.standing, Date.now())
    }
    requireVoice(channel, user, standing, Date.now())
    return channel
  }

  async #stand(
    app: App,
    kind: ChannelKind,
    id: string,
    user: string,
  ): Promise<{ channel: Channel; standing: Standing }> {
    const channel = await this.#cache.channel(app.id, id)
    if (channel === undefined || !isAddressed(channel, kind))
      throw new ApiError('send.channel_unknown', { id })
    return { channel, standing: await this.#cache.standing(channel, user) }
  }
}

/** The id of a thread stands where that of a group does. */
function isAddressed({ kind }: Channel, asked: ChannelKind): boolean {
  return kind === asked || (kind === 'thread' && asked === 'group')
}

function threadIn(channel: Channel | undefined): ThreadPlace | undefined {
  return channel?.thread && { ...channel.thread, name: channel.name }
}
