import { ApiError, testing as operations } from '@ringpost/contract'
import type { Channels } from '../domain/channels/channels.ts'
import type { Members } from '../domain/channels/members.ts'
import type { Contacts } from '../domain/contacts/contacts.ts'
import type { Groups } from '../domain/groups/groups.ts'
import type { Sending } from '../domain/messages/sending.ts'
import type { Rooms } from '../domain/rooms/rooms.ts'
import type { App } from '../domain/tenancy/app.ts'
import type { Registrations } from '../domain/users/registrations.ts'
import { foldUserName } from '../domain/users/user-name.ts'
import type { Users } from '../domain/users/users.ts'
import { draftOf } from '../http/outgoing.ts'
import { unknownField } from './known-fields.ts'
import type { Seed, SeedChannel, Seeded, SeedMessage, SeedUser } from './seed.ts'

export interface SeederServices {
  users: Users
  registrations: Registrations
  contacts: Contacts
  groups: Groups
  rooms: Rooms
  sending: Sending
}

/** Users registered with one call. */
const BATCH = 60
/** Channels of an owner among which one of a name is looked for. */
const OF_OWNER = { limit: 1000, offset: 0 }
const APP = { kind: 'app' } as const

type Managed = { channels: Channels; members: Members }

/** Puts users, contacts, groups, rooms and messages into an app, as the REST API would. What exists by name stays as it is. */
export class Seeder {
  readonly #services: SeederServices

  constructor(services: SeederServices) {
    this.#services = services
  }

  /**
   * @param origin URL prefix of files in messages.
   * @throws ApiError `testing.seed_illegal` at the first part that cannot be carried out; what is before it stays.
   */
  async sow(app: App, seed: Seed, origin: string): Promise<Seeded> {
    const { groups, rooms, contacts } = this.#services
    const reason = unknownField(seed, operations.seedApp.body)
    if (reason !== undefined) throw new ApiError('testing.seed_illegal', { reason })
    const users = await this.#users(app, seed.users ?? [])
    for (const [a = '', b = ''] of seed.contacts ?? [])
      await carriedOut(`contacts ${a} and ${b}`, contacts.add({ app, actor: APP }, a, b))
    const ofGroups = await this.#channels(app, 'group', groups, seed.groups ?? [])
    const ofRooms = await this.#channels(app, 'room', rooms, seed.rooms ?? [])
    const messages: string[] = []
    for (const message of seed.messages ?? []) {
      const sent = this.#send(app, message, { groups: ofGroups, rooms: ofRooms }, origin)
      messages.push(await carriedOut(`message from ${message.from} to ${message.to}`, sent))
    }
    return { users, groups: ofGroups, rooms: ofRooms, messages }
  }

  async #users(app: App, wanted: readonly (string | SeedUser)[]): Promise<string[]> {
    const users = wanted.map((each) => (typeof each === 'string' ? { username: each } : each))
    for (let from = 0; from < users.length; from += BATCH) {
      const batch = users
        .slice(from, from + BATCH)
        .map(({ username, password = username, nickname }) => ({ username, password, nickname }))
      await carriedOut('users', this.#services.registrations.registerBatch(app, APP, batch))
    }
    return users.map(({ username }) => foldUserName(username))
  }

  async #channels(
    app: App,
    kind: string,
    { channels, members }: Managed,
    wanted: readonly SeedChannel[],
  ): Promise<Record<string, string>> {
    const ids: Record<string, string> = {}
    for (const { name, owner, members: others = [], public: isPublic, id } of wanted) {
      const all = await members.joined(app, owner, OF_OWNER)
      const found = all.find(({ channel, role }) => channel.name === name && role === 'owner')
      const request = {
        name,
        owner,
        members: others,
        id,
        ...(isPublic !== undefined && { public: isPublic }),
      }
      const create = async () => found?.channel ?? channels.create({ app, actor: APP }, request)
      ids[name] = (await carriedOut(`${kind} ${name}`, create())).id
    }
    return ids
  }

  async #send(
    app: App,
    { from, to, text, type = 'txt', body, ext }: SeedMessage,
    known: Pick<Seeded, 'groups' | 'rooms'>,
    origin: string,
  ): Promise<string> {
    const { sending } = this.#services
    const said = {
      from,
      type,
      body: body ?? { msg: text ?? '' },
      ext,
      syncDevice: true,
      routeType: undefined,
    }
    const caller = { app, actor: APP }
    const draft = draftOf(app, origin, said)
    const { kind, id } = await this.#receiver(app, to, known)
    const sent =
      kind === 'user'
        ? await sending.toUsers(caller, draft, [{ user: id, device: null }])
        : await sending.toChannels(caller, { ...draft, echo: true }, { kind, ids: [id], users: null })
    return String(sent[0]!.id)
  }

  async #receiver(
    app: App,
    to: string,
    { groups, rooms }: Pick<Seeded, 'groups' | 'rooms'>,
  ): Promise<{ kind: 'user' | 'group' | 'room'; id: string }> {
    const group = Object.hasOwn(groups, to) ? groups[to] : undefined
    if (group !== undefined) return { kind: 'group', id: group }
    const room = Object.hasOwn(rooms, to) ? rooms[to] : undefined
    if (room !== undefined) return { kind: 'room', id: room }
    const name = foldUserName(to)
    if ((await this.#services.users.find(app, name)) !== undefined) return { kind: 'user', id: name }
    for (const [kind, { channels }] of [
      ['group', this.#services.groups],
      ['room', this.#services.rooms],
    ] as const) {
      const isKnown = await channels.get(app, to).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ApiError) return false
          throw error
        },
      )
      if (isKnown) return { kind, id: to }
    }
    throw new ApiError('testing.seed_illegal', { reason: `there is no user, group or room ${to}` })
  }
}

/** @throws ApiError `testing.seed_illegal`, which says what refused. */
async function carriedOut<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof ApiError) || error.code === 'testing.seed_illegal') throw error
    throw new ApiError('testing.seed_illegal', { reason: `${what}: ${error.message}` })
  }
}
