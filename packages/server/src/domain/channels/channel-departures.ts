import { ApiError } from '@ringpost/contract/errors'
import type { Doer } from '../facts/doer.ts'
import type { App } from '../tenancy/app.ts'
import type { Channel, ChannelKind } from './channel.ts'
import type { ChannelDraft } from './channel-draft.ts'
import type { ChannelStore } from './channel-store.ts'
import type { ChannelWriter } from './channel-writer.ts'

const AT_ONCE = 100
const kinds: readonly ChannelKind[] = ['group', 'room', 'thread']

/** Removes users who are about to be deleted from all channels. */
export class ChannelDepartures {
  readonly #store: ChannelStore
  readonly #writer: ChannelWriter

  constructor(store: ChannelStore, writer: ChannelWriter) {
    this.#store = store
    this.#writer = writer
  }

  /** Deletes the channels that the user owns (rest-messages-users.md §3 U6); the others continue without the user. */
  async depart(app: App, user: string, doer: Doer): Promise<void> {
    const by = { user, device: null, doer }
    for (const channel of await this.#store.ownedBy(app.id, user)) {
      // A thread is handled with its group.
      if (channel.kind === 'thread') continue
      await this.#change(app, channel, user, (draft) => {
        if (draft.channel.owner === user) draft.destroy(by)
      })
    }
    for (const kind of kinds) {
      for (;;) {
        const page = await this.#store.ofUser(app.id, user, kind, { limit: AT_ONCE, offset: 0 })
        if (page.length === 0) break
        for (const { channel } of page)
          await this.#change(app, channel, user, (draft) => {
            if (draft.standing(user).role !== null) draft.leave([user], by)
          })
      }
    }
  }

  /** A channel that has been deleted in the meantime is ignored. */
  async #change(
    app: App,
    { kind, id }: Channel,
    user: string,
    decide: (draft: ChannelDraft) => void,
  ): Promise<void> {
    try {
      await this.#writer.change(app, kind, id, [user], decide)
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'channel.unknown')) throw error
    }
  }
}
