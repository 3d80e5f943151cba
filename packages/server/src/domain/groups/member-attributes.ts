import { ApiError } from '@ringpost/contract/errors'
import type { Values } from '../attributes/attribute-store.ts'
import type { Caller } from '../caller.ts'
import { attributeSubjects, sizeOf } from '../channels/attribute-draft.ts'
import { actingUser, concerned, operatorOf, requireRole } from '../channels/channel-access.ts'
import type { ChannelDraft } from '../channels/channel-draft.ts'
import type { ChannelServices, Channels } from '../channels/channels.ts'
import { foldUserName, foldUserNames } from '../users/user-name.ts'

/** Limits in bytes; the last is the total per member (rest-groups-rooms.md §1.1 "Member attributes"). */
const KEY_LIMIT = 16
const VALUE_LIMIT = 512
const MEMBER_LIMIT = 4 * 1024
const MEMBERS_AT_ONCE = 20

/** Names under which clients keep a name card; ours is the first. */
const NAME_CARDS = ['groupNamecard', 'group_namecard', 'group_name_card', 'namecard']

export interface NameCard {
  user: string
  nameCard: string
  /** ms since 1970. */
  changedAt: number
}

export interface MemberValues {
  user: string
  values: Values
}

/** Attributes of group members; removed when a member leaves (rest-groups-rooms.md §1.4 G22-G25). */
export class MemberAttributes {
  readonly #services: ChannelServices
  readonly #groups: Channels

  constructor(services: ChannelServices, groups: Channels) {
    this.#services = services
    this.#groups = groups
  }

  /**
   * Returns all or the given attributes of those users who are in the group.
   * @throws ApiError `group.attributes_no_group`, `group.attributes_unknown` if the caller is not in it.
   */
  async get(
    { app, actor }: Caller,
    id: string,
    names: readonly string[],
    keys?: readonly string[],
  ): Promise<Map<string, Values>> {
    const { members, found } = await this.#find({ app, actor }, id, names, keys)
    return new Map(members.map((user) => [user, found.get(user)?.values ?? {}]))
  }

  /**
   * Returns the name cards of those users who are in the group and have one: an attribute that SDK 5 shows instead of their
   * names (sdk5.md §8.2, §11).
   * @throws as `get`.
   */
  async nameCards(caller: Caller, id: string, names: readonly string[]): Promise<NameCard[]> {
    const { members, found } = await this.#find(caller, id, names, NAME_CARDS)
    return members.flatMap((user) => {
      const { values = {}, changedAt = 0 } = found.get(user) ?? {}
      const key = NAME_CARDS.find((key) => Object.hasOwn(values, key))
      return key === undefined ? [] : [{ user, nameCard: values[key]!, changedAt }]
    })
  }

  /**
   * Sets the caller's own name card; an empty one removes it.
   * @returns ms since 1970, by which clients know it.
   * @throws ApiError `forbidden` if the caller is no user; as `set`.
   */
  async setNameCard(caller: Caller, id: string, nameCard: string): Promise<number> {
    const user = actingUser(caller.actor)
    if (user === undefined) throw new ApiError('forbidden')
    await this.set(caller, id, { user, values: { [NAME_CARDS[0]!]: nameCard } })
    const [card] = await this.nameCards(caller, id, [user])
    return card?.changedAt ?? this.#services.ids.clock.now()
  }

  async #find({ app, actor }: Caller, id: string, names: readonly string[], keys?: readonly string[]) {
    const { stores } = this.#services
    const group = await this.#groups.get(app, id, 'group.attributes_no_group')
    const users = foldUserNames(names)
    const standings = await stores.channels.standings(app.id, id, concerned(actor, users))
    const isIn = (user: string) => (standings.get(user)?.role ?? null) !== null
    const caller = actingUser(actor)
    if (caller !== undefined && !isIn(caller)) throw new ApiError('group.attributes_unknown')
    const found = await stores.attributes.dated(app.id, attributeSubjects(group).own, users, keys)
    return { members: users.filter(isIn), found }
  }

  /**
   * Returns the attributes of one user. @throws ApiError `group.attributes_unknown` also if they are not in the group;
   * as `get`.
   */
  async ofMember(caller: Caller, id: string, name: string): Promise<Values> {
    const found = await this.get(caller, id, [name])
    const values = found.get(foldUserName(name))
    if (values === undefined) throw new ApiError('group.attributes_unknown')
    return values
  }

  /**
   * Sets attributes. Members can set their own, the owner and administrators those of all; an empty value removes an
   * attribute.
   * @throws ApiError `group.attributes_no_group`, `group.attributes_unknown`, `channel.disabled`, `forbidden`, or that
   * of a limit.
   */
  async set(caller: Caller, id: string, { user: name, values }: MemberValues): Promise<void> {
    const user = foldUserName(name)
    await this.#change(caller, id, [user], (draft) => {
      const asking = actingUser(caller.actor)
      if (asking !== undefined && draft.standing(asking).role === null)
        throw new ApiError('group.attributes_unknown')
      if (asking !== user) requireRole(caller.actor, draft, 'owner', 'admin')
      if (draft.standing(user).role === null) throw new ApiError('group.attributes_unknown')
      const refusal = attributeRefusal(draft, { user, values })
      if (refusal !== undefined) throw refusal
      if (Object.keys(values).length > 0)
        draft.setMemberAttributes(user, values, operatorOf(caller.actor, draft.channel.owner))
    })
  }

  /**
   * Sets attributes of several members; exceeding a limit fails only for that member.
   * @returns for each request, in order, whether the attributes were set.
   * @throws ApiError `group.attributes_no_group`, `group.attributes_batch`, `group.attributes_not_in`,
   * `channel.disabled`.
   */
  async setMany(caller: Caller, id: string, requests: readonly MemberValues[]): Promise<boolean[]> {
    if (requests.length > MEMBERS_AT_ONCE) throw new ApiError('group.attributes_batch')
    const members = requests.map(({ user, values }) => ({ user: foldUserName(user), values }))
    const users = members.map(({ user }) => user)
    return this.#change(caller, id, users, (draft) => {
      requireRole(caller.actor, draft, 'owner', 'admin')
      const strangers = users.filter((user) => draft.standing(user).role === null)
      if (strangers.length > 0)
        throw new ApiError('group.attributes_not_in', { users: [...new Set(strangers)].join(', ') })
      return members.map((member) => {
        if (attributeRefusal(draft, member) !== undefined) return false
        const { user, values } = member
        if (Object.keys(values).length > 0)
          draft.setMemberAttributes(user, values, operatorOf(caller.actor, draft.channel.owner))
        return true
      })
    })
  }

  async #change<T>(
    caller: Caller,
    id: string,
    users: readonly string[],
    decide: (draft: ChannelDraft) => T,
  ): Promise<T> {
    await this.#groups.get(caller.app, id, 'group.attributes_no_group')
    return this.#groups.change(caller, id, users, decide, { holders: users })
  }
}

function attributeRefusal(
  { attributes }: ChannelDraft,
  { user, values }: MemberValues,
): ApiError | undefined {
  const entries = Object.entries(values)
  if (entries.some(([key]) => key === '' || Buffer.byteLength(key) > KEY_LIMIT))
    return new ApiError('group.attribute_key_too_long')
  if (entries.some(([, value]) => Buffer.byteLength(value) > VALUE_LIMIT))
    return new ApiError('group.attribute_value_too_long')
  const kept = attributes.held(user).filter(({ key }) => !Object.hasOwn(values, key))
  const bytes =
    kept.reduce((sum, head) => sum + head.bytes, 0) +
    entries.reduce((sum, [key, value]) => sum + (value === '' ? 0 : sizeOf(key, value)), 0)
  return bytes > MEMBER_LIMIT ? new ApiError('group.attributes_too_large') : undefined
}
