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

/** Users whom one frame can name. */
const NAMES_LIMIT = 100

/**
 * Does what SDKs up to 4.1.6 ask for over the socket and later ones over REST (msync.md §8).
 * @throws ProtocolError, and the ApiError of each act and of names of another app.
 */
export async function actOnRoster(
  { contacts, contactRequests, blocks }: RosterActs,
  caller: Caller<Person>,
  payload: Uint8Array,
): Promise<void> {
  const { operation, from, to, reason } = decodeRosterBody(payload)
  requireOwnApp(caller.app, [from, ...to])
  const names = to.flatMap(({ name }) => (name ? [name] : []))
  if (names.length === 0) throw new ApiError('contact.usernames_missing')
  if (names.length > NAMES_LIMIT) throw new ApiError('contact.usernames_too_many', { limit: NAMES_LIMIT })
  const user = caller.actor.name
  switch (operation) {
    case RosterOperation.ADD:
      await contactRequests.ask(caller, user, names, reason ?? '')
      return
    case RosterOperation.REMOVE:
      for (const name of names) await contacts.remove(caller, user, name)
      return
    case RosterOperation.ACCEPT:
      for (const name of names) await contactRequests.accept(caller, user, name)
      return
    case RosterOperation.DECLINE:
      for (const name of names) await contactRequests.decline(caller, user, name)
      return
    case RosterOperation.BAN:
      await blocks.block(caller, user, names)
      return
    case RosterOperation.ALLOW:
      await blocks.unblock(caller, user, names)
      return
    default:
      throw new ApiError('route.not_built', { operation: `roster operation ${operation}` })
  }
}
