import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import type { Caller } from '../caller.ts'
import { attributeSubjects } from '../channels/attribute-draft.ts'
import { operatorOf } from '../channels/channel-access.ts'
import type { ChannelServices, Channels } from '../channels/channels.ts'
import { FOREVER } from '../channels/voices.ts'
import type { App } from '../tenancy/app.ts'
import { foldUserName } from '../users/user-name.ts'

/** Limits on tags per member, and on characters per tag (rest-groups-rooms.md §2.5 C40). */
const TAGS = 10
const TAG_LIMIT = 32
/** Values of a tag that is not muted (any more), and of one that is muted forever. */
const NOT_MUTED = '0'
const MUTED_FOREVER = '-1'

/** Tags that the app assigns to room members, to mute many at once; removed when a member leaves. */
export class RoomTags {
  readonly #services: ChannelServices
  readonly #rooms: Channels

  constructor(services: ChannelServices, rooms: Channels) {
    this.#services = services
    this.#rooms = rooms
  }

  /**
   * Returns the tags of a member, each with the end of its mute: ms since 1970, `0` if not muted, `-1` if forever.
   * @throws ApiError `room.tags_disabled`, `channel.unknown`, `channel.not_in`.
   */
  async get(app: App, id: string, name: string): Promise<Readonly<Record<string, string>>> {
    requireTags(app)
    const user = foldUserName(name)
    const room = await this.#rooms.get(app, id)
    const { stores, cache } = this.#services
    if ((await cache.standing(room, user)).role === null)
      throw new ApiError('channel.not_in', { username: user, id })
    return (await stores.attributes.values(app.id, attributeSubjects(room).tags, [user])).get(user) ?? {}
  }

  /**
   * Replaces the tags of a member; a tag that they already have keeps its mute.
   * @throws ApiError `room.tags_disabled`, `room.tags_too_many`, `room.tag_too_long`, `channel.unknown`,
   * `channel.disabled`, `channel.not_in`.
   */
  async set(caller: Caller, id: string, name: string, tags: readonly string[]): Promise<void> {
    requireTags(caller.app)
    if (tags.length > TAGS) throw new ApiError('room.tags_too_many')
    if (tags.some((tag) => tag === '' || characterCount(tag) > TAG_LIMIT))
      throw new ApiError('room.tag_too_long')
    const user = foldUserName(name)
    await this.#rooms.change(
      caller,
      id,
      [user],
      (draft) => {
        if (draft.standing(user).role === null) throw new ApiError('channel.not_in', { username: user, id })
        const had = draft.attributes.tagsOf(user)
        draft.attributes.replaceTags(
          user,
          new Map(tags.map((tag) => [tag, Object.hasOwn(had, tag) ? had[tag]! : NOT_MUTED])),
        )
      },
      { tagged: [user] },
    )
  }

  /**
   * Mutes everybody who currently has a tag, except the owner.
   * @param seconds from now; -1 means forever, 0 unmutes.
   * @throws ApiError `room.tags_disabled`, `channel.unknown`, `channel.disabled`, `room.tag_unknown`.
   */
  async mute(caller: Caller, id: string, tag: string, seconds: number): Promise<void> {
    requireTags(caller.app)
    const room = await this.#rooms.get(caller.app, id)
    const holders = await this.#services.stores.attributes.holders(
      caller.app.id,
      attributeSubjects(room).tags,
      tag,
    )
    await this.#rooms.change(
      caller,
      id,
      holders,
      (draft) => {
        // Skips users who have lost the tag in the meantime.
        const users = holders.filter((user) => Object.hasOwn(draft.attributes.tagsOf(user), tag))
        if (users.length === 0) throw new ApiError('room.tag_unknown')
        const until =
          seconds === -1
            ? FOREVER
            : seconds === 0
              ? 0
              : Math.min(this.#services.ids.clock.now() + seconds * 1000, FOREVER)
        const value = until === FOREVER ? MUTED_FOREVER : String(until)
        const by = operatorOf(caller.actor, draft.channel.owner)
        for (const user of users) {
          const { role, mutedUntil } = draft.standing(user)
          if (role === null) continue
          draft.attributes.tag(user, tag, value)
          if (role !== 'owner' && (until !== 0 || mutedUntil !== 0)) draft.mute(user, until, by)
        }
      },
      { tagged: holders, withAdmins: true },
    )
  }
}

function requireTags(app: App): void {
  if (!app.settings.roomTags) throw new ApiError('room.tags_disabled')
}
