import { entryKind } from '../../packages/server/src/domain/log/entry.ts'
import type { NewsScene } from './news-scene.ts'

/** Members of groups who come, go, and shield themselves. */
export class NewsFollowers {
  readonly #scene: NewsScene

  constructor(scene: NewsScene) {
    this.#scene = scene
  }

  /** Users begin or cease to follow, at an entry that says so. */
  async pass(act: 'follow' | 'unfollow', log: string, users: readonly string[]): Promise<void> {
    const entry = this.#scene.entry('other0', log.slice(2), {
      log,
      followers: [],
      kind: entryKind.membership,
    })
    const bound = { entry: entry.id, included: this.#scene.random.oneIn(2) }
    await this.#scene.stores.commit(({ logs }) => [
      logs.append([entry]),
      logs[act](this.#scene.app.id, log, users, bound),
    ])
  }

  async comeOrGo(log: string, user: string): Promise<void> {
    const row = (await this.#scene.slow.follows(user)).find(({ key }) => key === log)
    await this.pass(row?.until === null ? 'unfollow' : 'follow', log, [user])
  }

  /** A member shields themselves from messages, or does so no longer. */
  async shield(log: string, user: string): Promise<void> {
    const row = (await this.#scene.slow.follows(user)).find(({ key }) => key === log)
    if (row?.until !== null) return
    const isOpen = row.shielded_from !== null && row.shielded_to === null
    const kind = isOpen ? entryKind.unshield : entryKind.shield
    const entry = this.#scene.entry(user, log.slice(2), { log, followers: [], kind, audience: [] })
    await this.#scene.stores.commit(({ logs }) => [
      logs.append([entry]),
      isOpen
        ? logs.unshield(this.#scene.app.id, log, user, entry.id)
        : logs.shield(this.#scene.app.id, log, user, entry.id),
    ])
  }
}
