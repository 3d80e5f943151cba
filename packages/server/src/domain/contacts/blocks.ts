import { ApiError } from '@ringpost/contract/errors'
import { actingDevice } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { App } from '../tenancy/app.ts'
import { foldUserName } from '../users/user-name.ts'
import type { Users } from '../users/users.ts'
import type { ContactPage, ContactStore } from './contact-store.ts'
import type { ContactServices } from './contacts.ts'
import { BLOCKLIST_LIMIT } from './relation.ts'
import type { RosterDraft } from './roster-draft.ts'
import type { RosterWriter } from './roster-writer.ts'

/**
 * Block lists. A blocked user can neither write to the user nor request to be a contact; an existing contact remains,
 * and the user can still write to them (rest-groups-rooms.md §3). Only the user's own devices are notified.
 */
export class Blocks {
  readonly #users: Users
  readonly #store: ContactStore
  readonly #writer: RosterWriter

  constructor({ users, store, writer }: ContactServices) {
    this.#users = users
    this.#store = store
    this.#writer = writer
  }

  /** Newest first. @throws ApiError `user.unknown`. */
  async page(app: App, username: string, limit: number, cursor: string | undefined): Promise<ContactPage> {
    const { name } = await this.#users.get(app, username)
    return this.#store.list(app.id, name, 'blocked', { limit, cursor })
  }

  /** Returns whether the user blocks each of the names, in their order. @throws ApiError `user.unknown`. */
  async check(app: App, username: string, names: readonly string[]): Promise<boolean[]> {
    const { name } = await this.#users.get(app, username)
    const folded = names.map(foldUserName)
    const pairs = await this.#store.between(app.id, name, folded)
    return folded.map((each) => (pairs.get(each)?.mine.blocked ?? null) !== null)
  }

  /** Blocks all or none; returns the resolved names. @throws ApiError `user.unknown`, `contact.self`, `block.limit`. */
  async block({ app, actor }: Caller, username: string, names: readonly string[]): Promise<string[]> {
    const user = await this.#users.get(app, username)
    const peers = await this.#users.names(app, names)
    if (peers.includes(user.name)) throw new ApiError('contact.self', { username: user.name })
    const decide = (draft: RosterDraft) => {
      const fresh = peers.filter((peer) => draft.pair(peer).mine.blocked === null)
      for (const peer of fresh) {
        if (!draft.hasRoom(user.name)) throw new ApiError('block.limit')
        draft.block(peer)
      }
      draft.echo(fresh, 'blocked', actingDevice(actor))
    }
    const ceiling = { list: 'blocked', of: [user.name], most: BLOCKLIST_LIMIT } as const
    await this.#writer.change(app, actor, user.name, peers, decide, ceiling)
    return peers
  }

  /** Unblocks users, ignoring those not blocked; returns the resolved names. @throws ApiError `user.unknown`. */
  async unblock({ app, actor }: Caller, username: string, names: readonly string[]): Promise<string[]> {
    const user = await this.#users.get(app, username)
    const peers = await this.#users.names(app, names)
    await this.#writer.change(app, actor, user.name, peers, (draft) => {
      const blocked = peers.filter((peer) => draft.pair(peer).mine.blocked !== null)
      for (const peer of blocked) draft.unblock(peer)
      draft.echo(blocked, 'unblocked', actingDevice(actor))
    })
    return peers
  }
}
