import { ApiError } from '@ringpost/contract/errors'
import type { App } from '../tenancy/app.ts'
import type { ThreadStore } from '../threads/thread-store.ts'
import type { ChannelDraft } from './channel-draft.ts'

/** Changes a thread as `ChannelWriter.change` does. */
type ChangeThread = (
  app: App,
  id: string,
  users: readonly string[],
  decide: (draft: ChannelDraft) => void,
) => Promise<unknown>

/**
 * Users who leave a group leave its threads, and threads end with their group. Each thread is a channel with a
 * commit of its own, which comes first: after a crash users can be in the group and not in its threads, never the
 * other way round.
 */
export class ThreadsOfGroup {
  readonly #store: ThreadStore
  readonly #changeThread: ChangeThread

  constructor(store: ThreadStore, changeThread: ChangeThread) {
    this.#store = store
    this.#changeThread = changeThread
  }

  /** Does in the threads what the draft does in their group; a no-op for other channels. */
  async follow(app: App, { channel, steps, destroyer }: ChannelDraft): Promise<void> {
    if (channel.kind !== 'group') return
    if (destroyer !== undefined)
      for (const id of await this.#store.idsOf(app.id, channel.id))
        await this.#change(app, id, [], (draft) => draft.destroy(destroyer))
    for (const step of steps) {
      if (step.did !== 'leave') continue
      const { by, kicked } = step
      for (const { id, users } of await this.#store.withUsers(app.id, channel.id, step.users))
        await this.#change(app, id, users, (draft) => {
          const left = users.filter((user) => draft.standing(user).role !== null)
          draft.leave(left, by, { kicked })
        })
    }
  }

  /** A thread that has been deleted in the meantime is ignored. */
  async #change(...[app, id, users, decide]: Parameters<ChangeThread>): Promise<void> {
    try {
      await this.#changeThread(app, id, users, decide)
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'channel.unknown')) throw error
    }
  }
}
