import type { SharedCaches } from '../domain/cluster/shared-caches.ts'
import { Blocks } from '../domain/contacts/blocks.ts'
import { ContactRequests } from '../domain/contacts/contact-requests.ts'
import { Contacts } from '../domain/contacts/contacts.ts'
import { Correspondence } from '../domain/contacts/correspondence.ts'
import { RelationCache } from '../domain/contacts/relation-cache.ts'
import { RosterDepartures } from '../domain/contacts/roster-departures.ts'
import { RosterWriter } from '../domain/contacts/roster-writer.ts'
import type { EventEncoder } from '../domain/events/event-encoder.ts'
import type { Journal } from '../domain/log/journal.ts'
import type { Stores } from '../domain/stores.ts'
import type { Users } from '../domain/users/users.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'

/** Wires what must exist before the users do: it decides who may write to whom, and removes users from all lists. */
export function openRoster(core: {
  stores: Stores
  journal: Journal
  ids: IdGenerator
  encoder: EventEncoder
  shared: SharedCaches
}): { writer: RosterWriter; correspondence: Correspondence; departures: RosterDepartures } {
  const store = core.stores.contacts
  const cache = new RelationCache(store, core.shared)
  const writer = new RosterWriter({ ...core, store, cache })
  return {
    writer,
    correspondence: new Correspondence(cache),
    departures: new RosterDepartures(store, writer),
  }
}

/** Wires contacts, requests and block lists over one writer. */
export function openContacts(core: { stores: Stores; users: Users; writer: RosterWriter }): {
  contacts: Contacts
  contactRequests: ContactRequests
  blocks: Blocks
} {
  const services = { ...core, store: core.stores.contacts }
  return {
    contacts: new Contacts(services),
    contactRequests: new ContactRequests(services),
    blocks: new Blocks(services),
  }
}
