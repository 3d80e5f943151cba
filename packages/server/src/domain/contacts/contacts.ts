import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import { type Actor, actingDevice } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { App } from '../tenancy/app.ts'
import type { User } from '../users/user.ts'
import { foldUserName, foldUserNames } from '../users/user-name.ts'
import type { Users } from '../users/users.ts'
import type { Contact, ContactPage, ContactStore } from './contact-store.ts'
import type { Ceiling } from './relation.ts'
import type { RosterDraft } from './roster-draft.ts'
import type { RosterWriter } from './roster-writer.ts'

/** Limits on contacts per page, and on contacts removed in one commit. */
const PAGE_LIMIT = 50
const ENDED_AT_ONCE = 200
/** In characters (rest-groups-rooms.md §3). */
const REMARK_LIMIT = 100

export interface ContactServices {
  users: Users
  store: ContactStore
  writer: RosterWriter
}

/** Result of an import: names that are contacts now, unknown users, and users whose list is full. */
export interface Imported {
  added: string[]
  unknown: string[]
  full: string[]
}

/** Contact lists, and changes to them that do not require consent of the other user (rest-groups-rooms.md §3). */
export class Contacts {
  readonly #users: Users
  readonly #store: ContactStore
  readonly #writer: RosterWriter

  constructor({ users, store, writer }: ContactServices) {
    this.#users = users
    this.#store = store
    this.#writer = writer
  }

  /** Newest first. @throws ApiError `user.unknown`. */
  async all(app: App, username: string): Promise<Contact[]> {
    const { name } = await this.#users.get(app, username)
    const { contacts } = await this.#store.list(app.id, name, 'contacts', {})
    return contacts
  }

  /** Newest first. @throws ApiError `user.unknown`, `contact.page_too_large`. */
  async page(app: App, username: string, limit: number, cursor: string | undefined): Promise<ContactPage> {
    if (limit > PAGE_LIMIT) throw new ApiError('contact.page_too_large')
    const { name } = await this.#users.get(app, username)
    return this.#store.list(app.id, name, 'contacts', { limit, cursor })
  }

  /** Returns whether each of the names is a contact of the user, in their order. @throws ApiError `user.unknown`. */
  async check(app: App, username: string, names: readonly string[]): Promise<boolean[]> {
    const { name } = await this.#users.get(app, username)
    const folded = names.map(foldUserName)
    const pairs = await this.#store.between(app.id, name, folded)
    return folded.map((each) => (pairs.get(each)?.mine.contact ?? null) !== null)
  }

  /**
   * Makes two users contacts of each other; a no-op if they already are. Returns the friend.
   * @throws ApiError `user.unknown`, `contact.self`, `contact.limit`.
   */
  async add({ app, actor }: Caller, username: string, friendName: string): Promise<User> {
    const user = await this.#users.get(app, username)
    const friend = await this.#users.get(app, friendName)
    if (user.name === friend.name) throw new ApiError('contact.self', { username: user.name })
    const decide = (draft: RosterDraft) => {
      if (draft.pair(friend.name).mine.contact !== null) return
      if (!draft.hasRoom(user.name) || !draft.hasRoom(friend.name)) throw new ApiError('contact.limit')
      draft.connect(friend.name)
      draft.tellBoth(friend.name, 'added')
    }
    await this.#writer.change(
      app,
      actor,
      user.name,
      [friend.name],
      decide,
      ceiling(app, [user.name, friend.name]),
    )
    return friend
  }

  /**
   * Removes the contact on both sides, and open requests between the two. Returns the friend.
   * @throws ApiError `user.unknown`.
   */
  async remove({ app, actor }: Caller, username: string, friendName: string): Promise<User> {
    const user = await this.#users.get(app, username)
    const friend = await this.#users.get(app, friendName)
    await this.#writer.change(app, actor, user.name, [friend.name], (draft) => end(draft, friend.name, actor))
    return friend
  }

  /** Removes all contacts of the user on both sides; blocks remain. @throws ApiError `user.unknown`. */
  async removeAll({ app, actor }: Caller, username: string): Promise<void> {
    const { name } = await this.#users.get(app, username)
    for (;;) {
      const { contacts, cursor } = await this.#store.list(app.id, name, 'contacts', { limit: ENDED_AT_ONCE })
      const friends = contacts.map((contact) => contact.name)
      await this.#writer.change(app, actor, name, friends, (draft) => {
        for (const friend of friends) end(draft, friend, actor)
      })
      if (cursor === undefined) return
    }
  }

  /**
   * Makes contacts of all names that exist and whose lists have room.
   * @param told whether clients are notified.
   * @throws ApiError `user.unknown` for the user, `contact.import_full` if that user's list is full.
   */
  async import(
    { app, actor }: Caller,
    username: string,
    names: readonly string[],
    told: boolean,
  ): Promise<Imported> {
    const user = await this.#users.get(app, username)
    const folded = foldUserNames(names).filter((name) => name !== user.name)
    const found = await Promise.all(folded.map((name) => this.#users.find(app, name)))
    const friends = folded.filter((_, i) => found[i] !== undefined)
    const decide = (draft: RosterDraft): Imported => {
      if (!draft.hasRoom(user.name)) throw new ApiError('contact.import_full')
      const full: string[] = []
      for (const friend of friends) {
        if (draft.pair(friend).mine.contact !== null) continue
        if (!draft.hasRoom(user.name) || !draft.hasRoom(friend)) full.push(friend)
        else {
          draft.connect(friend)
          if (told) draft.tellBoth(friend, 'added')
        }
      }
      return {
        added: friends.filter((name) => !full.includes(name)),
        unknown: folded.filter((_, i) => found[i] === undefined),
        full,
      }
    }
    return this.#writer.change(app, actor, user.name, friends, decide, ceiling(app, [user.name, ...friends]))
  }

  /**
   * Sets the remark on a contact; an empty text removes it.
   * @throws ApiError `user.unknown`, `contact.not_friends`, `contact.remark_too_long`.
   */
  async setRemark(
    { app, actor }: Caller,
    username: string,
    friendName: string,
    remark: string,
  ): Promise<void> {
    if (characterCount(remark) > REMARK_LIMIT)
      throw new ApiError('contact.remark_too_long', { limit: REMARK_LIMIT })
    const user = await this.#users.get(app, username)
    const friend = await this.#users.get(app, friendName)
    await this.#writer.change(app, actor, user.name, [friend.name], (draft) => {
      if (draft.pair(friend.name).mine.contact === null) throw new ApiError('contact.not_friends')
      draft.note(friend.name, remark)
    })
  }
}

/** Limits contact lists to what the app allows. */
export function ceiling(app: App, of: readonly string[]): Ceiling {
  return { list: 'contacts', of, most: app.settings.contactsPerUser }
}

/**
 * If a user ends the contact, the peer is notified, and so are the user's other devices, as of the user's own act. If
 * the app ends it, each side is notified about the other.
 */
function end(draft: RosterDraft, friend: string, actor: Actor): void {
  const { mine, theirs } = draft.pair(friend)
  const areContacts = mine.contact !== null
  if (!areContacts && !mine.requested && !theirs.requested) return
  draft.disconnect(friend)
  if (!areContacts) return
  if (actor.kind !== 'user') draft.tellBoth(friend, 'removed')
  else {
    draft.tell(friend, 'removed', actingDevice(actor))
    draft.echo([friend], 'removed', actingDevice(actor))
  }
}
