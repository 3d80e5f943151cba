import { ApiError } from '@ringpost/contract'
import { decodeRosterBody, RosterOperation } from '@ringpost/protocol'
import type { Person } from '../../domain/actor.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Blocks } from '../../domain/contacts/blocks.ts'
import type { ContactRequests } from '../../domain/contacts/contact-requests.ts'
import type { Contacts } from '../../domain/contacts/contacts.ts'
import { requireOwnApp } from './own-app.ts'

export interface RosterActs {
  readonly contacts: Contacts
  readonly contactRequests: ContactRequests
  readonly blocks: Blocks
}

/** Limit on users named in one frame. */
const NAMES_LIMIT = 100

/** Changes of contacts that the acting device does not learn through its queue. */
export interface Untold {
  operation: RosterOperation
  /** Folded names. */
  contacts: readonly string[]
}

/**
 * Performs the roster acts of native SDKs, and of web SDKs up to 4.1.6, over the socket (msync.md §8).
 * @throws ProtocolError, and the ApiError of each act and of names of another app.
 */
export async function actOnRoster(
  { contacts, contactRequests, blocks }: RosterActs,
  caller: Caller<Person>,
  payload: Uint8Array,
): Promise<Untold | undefined> {
  const { operation, from, to, reason } = decodeRosterBody(payload)
  requireOwnApp(caller.app, [from, ...to])
  const names = to.flatMap(({ name }) => (name ? [name] : []))
  if (names.length === 0) throw new ApiError('contact.usernames_missing')
  if (names.length > NAMES_LIMIT) throw new ApiError('contact.usernames_too_many', { limit: NAMES_LIMIT })
  const user = caller.actor.name
  switch (operation) {
    case RosterOperation.ADD:
      await contactRequests.ask(caller, user, names, reason ?? '')
      return undefined
    case RosterOperation.REMOVE: {
      const friends: string[] = []
      for (const name of names) friends.push((await contacts.remove(caller, user, name)).name)
      return { operation, contacts: friends }
    }
    case RosterOperation.ACCEPT: {
      const repeats: string[] = []
      for (const name of names) {
        const { peer, isRepeat } = await contactRequests.accept(caller, user, name)
        if (isRepeat) repeats.push(peer.name)
      }
      return { operation, contacts: repeats }
    }
    case RosterOperation.DECLINE:
      for (const name of names) await contactRequests.decline(caller, user, name)
      return undefined
    case RosterOperation.BAN:
      return { operation, contacts: await blocks.block(caller, user, names) }
    case RosterOperation.ALLOW:
      return { operation, contacts: await blocks.unblock(caller, user, names) }
    default:
      throw new ApiError('route.not_built', { operation: `roster operation ${operation}` })
  }
}
