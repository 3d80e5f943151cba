import { ApiError } from '@ringpost/contract/errors'
import { actingDevice } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { User } from '../users/user.ts'
import type { Users } from '../users/users.ts'
import { type ContactServices, ceiling } from './contacts.ts'
import type { RosterDraft } from './roster-draft.ts'
import type { RosterWriter } from './roster-writer.ts'

/**
 * Contact requests between users (sdk-rest-calls.md C4, C6, C7). The peer is notified once, when the request is made:
 * clients store requests (rest-groups-rooms.md §11). A request is open until it is answered, withdrawn (by removing the
 * contact that does not exist yet) or ended by a block, so that nobody becomes a contact without having asked or been
 * asked.
 */
export class ContactRequests {
  readonly #users: Users
  readonly #writer: RosterWriter

  constructor({ users, writer }: Pick<ContactServices, 'users' | 'writer'>) {
    this.#users = users
    this.#writer = writer
  }

  /**
   * Sends a request to each of the names, or to none. Existing contacts are skipped. A request to someone who has
   * already asked accepts their request, so two users who ask each other at once become contacts in either order.
   * Returns the resolved names.
   * @throws ApiError `user.unknown`, `contact.self`, `contact.reason_too_long`, `contact.blocked`,
   * `contact.inviter_full`, `contact.invitee_full`.
   */
  async ask(
    { app, actor }: Caller,
    username: string,
    names: readonly string[],
    reason: string,
  ): Promise<string[]> {
    const limit = app.settings.messageBytes
    if (Buffer.byteLength(reason) > limit) throw new ApiError('contact.reason_too_long', { limit })
    const user = await this.#users.get(app, username)
    const peers = await this.#users.names(app, names)
    if (peers.includes(user.name)) throw new ApiError('contact.self', { username: user.name })
    const device = actingDevice(actor)
    const decide = (draft: RosterDraft) => {
      for (const peer of peers) {
        const { mine, theirs } = draft.pair(peer)
        if (mine.contact !== null) continue
        if (theirs.blocked !== null) throw new ApiError('contact.blocked', { username: peer })
        if (!draft.hasRoom(user.name)) throw new ApiError('contact.inviter_full')
        if (!draft.hasRoom(peer)) throw new ApiError('contact.invitee_full')
        if (theirs.requested) agree(draft, peer, device)
        else {
          draft.ask(peer, reason)
          draft.tell(peer, 'requested', device, reason)
        }
      }
    }
    await this.#writer.change(app, actor, user.name, peers, decide, ceiling(app, [user.name, ...peers]))
    return peers
  }

  /**
   * Accepts the request of a peer; a no-op if they are already contacts (`isRepeat`).
   * @throws ApiError `user.unknown`, `contact.no_request`, `contact.inviter_full`, `contact.invitee_full`.
   */
  async accept(
    { app, actor }: Caller,
    username: string,
    peerName: string,
  ): Promise<{ peer: User; isRepeat: boolean }> {
    const user = await this.#users.get(app, username)
    const peer = await this.#users.get(app, peerName)
    const decide = (draft: RosterDraft) => {
      const { mine, theirs } = draft.pair(peer.name)
      if (mine.contact !== null) return true
      if (!theirs.requested) throw new ApiError('contact.no_request', { username: peer.name })
      if (!draft.hasRoom(user.name)) throw new ApiError('contact.invitee_full')
      if (!draft.hasRoom(peer.name)) throw new ApiError('contact.inviter_full')
      agree(draft, peer.name, actingDevice(actor))
      return false
    }
    const isRepeat = await this.#writer.change(
      app,
      actor,
      user.name,
      [peer.name],
      decide,
      ceiling(app, [user.name, peer.name]),
    )
    return { peer, isRepeat }
  }

  /** Declines the request of a peer; a no-op if there is none. Returns the peer. @throws ApiError `user.unknown`. */
  async decline({ app, actor }: Caller, username: string, peerName: string): Promise<User> {
    const user = await this.#users.get(app, username)
    const peer = await this.#users.get(app, peerName)
    const device = actingDevice(actor)
    await this.#writer.change(app, actor, user.name, [peer.name], (draft) => {
      if (!draft.pair(peer.name).theirs.requested) return
      draft.dismiss(peer.name)
      draft.tell(peer.name, 'declined', device)
      draft.echo([peer.name], 'turned-down', device)
    })
    return peer
  }
}

/** Notifies the requester of the answer, then both users that their lists have changed (msync.md §8). */
function agree(draft: RosterDraft, peer: string, device: string | null): void {
  draft.connect(peer)
  draft.tell(peer, 'accepted', device)
  draft.tellBoth(peer, 'added')
}
