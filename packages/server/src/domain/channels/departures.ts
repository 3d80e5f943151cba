import type { App } from '../tenancy/app.ts'
import type { ChannelKind } from './channel.ts'
import type { ChannelStore } from './channel-store.ts'
import type { ChannelWriter } from './channel-writer.ts'

const AT_ONCE = 100
const kinds: readonly ChannelKind[] = ['group', 'room']

/** Takes users who are about to be deleted out of all channels. */
export class Departures {
  readonly #store: ChannelStore
  readonly #writer: ChannelWriter

  constructor(store: ChannelStore, writer: ChannelWriter) {
    this.#store = store
    this.#writer = writer
  }

  /** What the user owns is deleted (rest-messages-users.md §3 U6), the rest goes on without him. */
  async depart(app: App, user: string): Promise<void> {
    const by = { user, device: null }
    for (const { kind, id } of await this.#store.ownedBy(app.id, user))
      await this.#writer.change(app, kind, id, [], (draft) => {
        if (draft.channel.owner === user) draft.destroy(by)
      })
    for (const kind of kinds) {
      for (let offset = 0; ; ) {
        const page = await this.#store.ofUser(app.id, user, kind, { limit: AT_ONCE, offset })
        if (page.length === 0) break
        for (const { channel } of page)
          await this.#writer.change(app, kind, channel.id, [user], (draft) => {
            if (draft.standing(user).role !== null) draft.leave([user], by)
          })
      }
    }
  }
}
