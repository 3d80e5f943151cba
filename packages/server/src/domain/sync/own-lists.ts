import { createHash } from 'node:crypto'
import type { Channel } from '../channels/channel.ts'
import type { Membership } from '../channels/channel-store.ts'
import type { RosterItem } from '../contacts/contact-store.ts'
import type { Conversation } from '../conversations/conversation-store.ts'
import type { Conversations } from '../conversations/conversations.ts'
import { idOf, kindOf, peerOf } from '../log/log-key.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'

/** Rows of one read: one statement each, after which others have their turn. */
const PAGE = 500

/** Below 2^53. */
const VERSION_BYTES = 6

const PROFILES = 'u'
/** What clients show of a user in their lists (sdk5.md §9.4). */
const PROFILE_KEYS = ['nickname', 'avatarurl', 'sign', 'ext']

/** Of a user, by key; only what they have set. */
export type Profile = Readonly<Record<string, string>>

export interface ListedConversation extends Conversation {
  /** The other user, or the group. */
  peer: string
  /** The group; undefined of a conversation with a user. */
  group: Channel | undefined
  /** What the user has noted about the other user; empty for nothing. */
  remark: string
  profile: Profile
}

export interface ListedContact extends RosterItem {
  profile: Profile
}

/** A page of a list; `next` undefined on the last. */
export interface OwnListPage<Item, Next> {
  items: Item[]
  next: Next | undefined
}

/** The lists that a client keeps of its own user, in pages. What belongs to an item is read for the whole page. */
export class OwnLists {
  readonly #stores: Stores
  readonly #conversations: Conversations

  constructor(stores: Stores, conversations: Conversations) {
    this.#stores = stores
    this.#conversations = conversations
  }

  /** In order of the last message. Threads are none to clients. @param empty also those without a message to show. */
  async conversations(
    app: App,
    user: string,
    empty: boolean,
    cursor: string | undefined,
  ): Promise<OwnListPage<ListedConversation, string>> {
    const page = await this.#conversations.list(app, user, {
      only: 'all',
      empty,
      limit: PAGE,
      start: { cursor },
    })
    const listed = page.conversations.map((conversation) => ({
      ...conversation,
      peer: peerOf(conversation.log, user),
    }))
    const peers = listed.filter(({ log }) => kindOf(log) === 'pair').map(({ peer }) => peer)
    const ids = listed.filter(({ log }) => kindOf(log) === 'group').map(({ log }) => idOf(log))
    const [groups, profiles, pairs] = await Promise.all([
      this.#groups(app, ids),
      this.#profiles(app, peers),
      this.#stores.contacts.between(app.id, user, peers),
    ])
    return {
      items: listed
        .filter(({ log, peer }) => kindOf(log) === 'pair' || groups.has(peer))
        .map((conversation) => ({
          ...conversation,
          group: kindOf(conversation.log) === 'pair' ? undefined : groups.get(conversation.peer),
          remark: pairs.get(conversation.peer)?.mine.remark ?? '',
          profile: profiles.get(conversation.peer) ?? {},
        })),
      next: page.cursor,
    }
  }

  /** Newest first. @param below place of the last contact of the page before. */
  async contacts(
    app: App,
    user: string,
    below: number = Number.MAX_SAFE_INTEGER,
  ): Promise<OwnListPage<ListedContact, number>> {
    const rows = await this.#stores.contacts.roster(app.id, user, { limit: PAGE, below })
    const profiles = await this.#profiles(
      app,
      rows.map(({ name }) => name),
    )
    return {
      items: rows.map((row) => ({ ...row, profile: profiles.get(row.name) ?? {} })),
      next: rows.length === PAGE ? rows.at(-1)!.place : undefined,
    }
  }

  /**
   * Another one after every change of the user's contacts and of what they have noted about them: a decimal number that every
   * client can hold.
   */
  async rosterVersion(app: App, user: string): Promise<string> {
    const { count, newest } = await this.#stores.contacts.rosterState(app.id, user)
    // Whoever comes has a newer pair, and of the pairs up to the newest some only ever go: so their number tells which are left.
    const digest = createHash('sha256').update(`${count}/${newest}`).digest()
    return String(digest.readUIntBE(0, VERSION_BYTES))
  }

  /** Latest joined first. @param behind the last membership of the page before. */
  async groups(
    app: App,
    user: string,
    behind: { joinedAt: number; number: number } | undefined,
  ): Promise<OwnListPage<Membership, { joinedAt: number; number: number }>> {
    const start = behind === undefined ? { offset: 0 } : { behind }
    const items = await this.#stores.channels.ofUser(app.id, user, 'group', { limit: PAGE, ...start })
    const last = items.length === PAGE ? items.at(-1)! : undefined
    return { items, next: last && { joinedAt: last.joinedAt, number: last.channel.number } }
  }

  async #groups(app: App, ids: readonly string[]): Promise<Map<string, Channel>> {
    if (ids.length === 0) return new Map()
    const groups = await this.#stores.channels.getMany(app.id, 'group', ids)
    return new Map(groups.map((group) => [group.id, group]))
  }

  async #profiles(app: App, users: readonly string[]): Promise<Map<string, Profile>> {
    if (users.length === 0) return new Map()
    return this.#stores.attributes.values(app.id, PROFILES, users, PROFILE_KEYS)
  }
}
