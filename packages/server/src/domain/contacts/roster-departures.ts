import type { Doer } from '../facts/doer.ts'
import type { App } from '../tenancy/app.ts'
import type { Departures } from '../users/users.ts'
import type { ContactStore } from './contact-store.ts'
import type { RosterWriter } from './roster-writer.ts'

const AT_ONCE = 200

/** Removes users who are about to be deleted from all lists, and notifies their contacts. */
export class RosterDepartures implements Departures {
  readonly #store: ContactStore
  readonly #writer: RosterWriter

  constructor(store: ContactStore, writer: RosterWriter) {
    this.#store = store
    this.#writer = writer
  }

  async depart(app: App, user: string, by: Doer): Promise<void> {
    for (;;) {
      const peers = await this.#store.peers(app.id, user, AT_ONCE)
      if (peers.length === 0) return
      await this.#writer.change(app, by, user, peers, (draft) => {
        for (const peer of peers) {
          const { mine, version } = draft.pair(peer)
          if (mine.contact !== null) draft.tell(peer, 'removed', null)
          if (version > 0) draft.forget(peer)
        }
      })
    }
  }
}
