import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import { isAdmin, mayActFor } from '../actor.ts'
import type { Values } from '../attributes/attribute-store.ts'
import type { Caller } from '../caller.ts'
import { attributeSubjects } from '../channels/attribute-draft.ts'
import { actingUser, inNameOf } from '../channels/channel-access.ts'
import type { ChannelDraft } from '../channels/channel-draft.ts'
import type { ChannelServices, Channels } from '../channels/channels.ts'
import { foldUserName } from '../users/user-name.ts'

/** Limits (rest-groups-rooms.md §2.1 "Attributes"); lengths in characters. */
const KEYS_AT_ONCE = 10
const KEYS_OF_ROOM = 100
const KEY_LIMIT = 128
const LEGAL_KEY = /^[A-Za-z0-9_.-]+$/
const VALUE_LIMIT = 4096

/** Outcome for each key. */
export interface AttributeOutcome {
  done: string[]
  /** Reasons, by key. */
  refused: Map<string, ApiError>
}

/** The user on whose behalf it is done, and whether it may override what others have set. */
interface Manner {
  username: string
  forced: boolean
}

/** Attributes of a room, visible to everybody in it (rest-groups-rooms.md §2.4). */
export class RoomAttributes {
  readonly #services: ChannelServices
  readonly #rooms: Channels

  constructor(services: ChannelServices, rooms: Channels) {
    this.#services = services
    this.#rooms = rooms
  }

  /**
   * Returns all attributes, or those of the given keys that are set. @throws ApiError `channel.unknown`,
   * `room.attributes_not_in`.
   */
  async get({ app, actor }: Caller, id: string, keys?: readonly string[]): Promise<Values> {
    const { stores, cache } = this.#services
    const room = await this.#rooms.get(app, id)
    const user = actingUser(actor)
    if (user !== undefined && user !== room.owner && (await cache.standing(room, user)).role === null)
      throw new ApiError('room.attributes_not_in')
    return (await stores.attributes.values(app.id, attributeSubjects(room).own, [''], keys)).get('') ?? {}
  }

  /**
   * Sets those attributes that may be set.
   * @param autoDelete removes them when the user leaves the room.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `attribute.batch_too_large`, `room.attributes_not_in`,
   * `room.attributes_others`.
   */
  set(
    caller: Caller,
    id: string,
    values: Values,
    { username, forced, autoDelete }: Manner & { autoDelete: boolean },
  ): Promise<AttributeOutcome> {
    const user = foldUserName(username)
    return this.#change(caller, id, user, Object.keys(values), (draft) => {
      if (draft.role(user) === null) throw new ApiError('room.attributes_not_in')
      let free = KEYS_OF_ROOM - draft.attributes.held('').length
      const outcome = sort(Object.keys(values), (key) => {
        const head = draft.attributes.head('', key)
        const refusal =
          keyRefusal(key) ??
          valueRefusal(key, values[key]!) ??
          (forced || head === undefined ? undefined : foreignRefusal(key, head.setter, user))
        if (refusal !== undefined || head !== undefined) return refusal
        return --free < 0 ? new ApiError('room.attributes_full', { limit: KEYS_OF_ROOM }) : undefined
      })
      const accepted = Object.fromEntries(outcome.done.map((key) => [key, values[key]!]))
      if (outcome.done.length > 0) draft.setAttributes(accepted, inNameOf(user, caller.actor), { autoDelete })
      return outcome
    })
  }

  /**
   * Removes those attributes that may be removed; a key that is not set counts as removed. With `forced`, the app can
   * remove them on behalf of any user.
   * @throws ApiError as `set`.
   */
  remove(
    caller: Caller,
    id: string,
    keys: readonly string[],
    { username, forced }: Manner,
  ): Promise<AttributeOutcome> {
    const user = foldUserName(username)
    return this.#change(caller, id, user, keys, (draft) => {
      if (draft.role(user) === null && !(forced && isAdmin(caller.actor)))
        throw new ApiError('room.attributes_not_in')
      const outcome = sort(keys, (key) => {
        const head = draft.attributes.head('', key)
        return forced || head === undefined ? undefined : foreignRefusal(key, head.setter, user)
      })
      const present = outcome.done.filter((key) => draft.attributes.head('', key) !== undefined)
      if (present.length > 0) draft.removeAttributes(present, inNameOf(user, caller.actor))
      return outcome
    })
  }

  async #change(
    caller: Caller,
    id: string,
    user: string,
    keys: readonly string[],
    decide: (draft: ChannelDraft) => AttributeOutcome,
  ): Promise<AttributeOutcome> {
    if (!mayActFor(caller.actor, user)) throw new ApiError('room.attributes_others')
    if (keys.length > KEYS_AT_ONCE) throw new ApiError('attribute.batch_too_large', { limit: KEYS_AT_ONCE })
    return this.#rooms.change(caller, id, [user], decide)
  }
}

function sort(keys: readonly string[], refuse: (key: string) => ApiError | undefined): AttributeOutcome {
  const outcome: AttributeOutcome = { done: [], refused: new Map() }
  for (const key of new Set(keys)) {
    const refusal = refuse(key)
    if (refusal === undefined) outcome.done.push(key)
    else outcome.refused.set(key, refusal)
  }
  return outcome
}

function keyRefusal(key: string): ApiError | undefined {
  if (key.length > KEY_LIMIT) return new ApiError('room.attribute_key_too_long', { key, limit: KEY_LIMIT })
  return LEGAL_KEY.test(key) ? undefined : new ApiError('room.attribute_key_illegal', { key })
}

function valueRefusal(key: string, value: string): ApiError | undefined {
  if (characterCount(value) <= VALUE_LIMIT) return undefined
  return new ApiError('room.attribute_value_too_long', { key, limit: VALUE_LIMIT })
}

function foreignRefusal(key: string, setter: string, user: string): ApiError | undefined {
  return setter === user ? undefined : new ApiError('room.attribute_foreign', { key })
}
