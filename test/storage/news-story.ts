import assert from 'node:assert/strict'
import type {
  Conversation,
  ConversationQuery,
} from '../../packages/server/src/domain/conversations/conversation-store.ts'
import { entryKind } from '../../packages/server/src/domain/log/entry.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import type { Random } from '../harness/random.ts'
import { NewsDevices } from './news-devices.ts'
import { CROWD, GROUPS, HOUR, NewsScene, USERS } from './news-scene.ts'
import type { ReadRows } from './slow-news.ts'

/** Random acts of some users on several nodes, each followed by the question whether everybody is told what they should be. */
export class NewsStory {
  readonly #scene: NewsScene
  readonly #devices: NewsDevices
  readonly #acts: (() => Promise<void>)[]

  private constructor(scene: NewsScene) {
    this.#scene = scene
    this.#devices = new NewsDevices(scene)
    this.#acts = this.#weighed()
  }

  /** @param offsets ms by which the clock of each node is wrong. */
  static async begin(random: Random, offsets: readonly number[], stores: readonly Stores[], read: ReadRows) {
    const story = new NewsStory(await NewsScene.open(random, offsets, stores, read))
    for (const user of USERS) await story.#devices.register(user)
    for (const group of GROUPS) await story.#pass('follow', group, USERS)
    return story
  }

  /** The stores were opened again. */
  reopen(stores: readonly Stores[]): void {
    for (const [i, each] of stores.entries()) this.#scene.nodes[i]!.stores = each
  }

  async step(): Promise<void> {
    const { random } = this.#scene
    if (random.oneIn(3)) this.#scene.now += (random.below(40) / 60) * HOUR
    if (random.oneIn(40)) this.#scene.now += random.below(3 * 24) * HOUR
    await random.of(this.#acts)()
  }

  async check(): Promise<void> {
    assert.deepEqual(await this.#scene.slow.marksTooOld(), [], 'marks')
    const user = this.#scene.random.of(USERS)
    for (const device of this.#devices.of(user))
      assert.deepEqual(
        (await this.#devices.look(user, device)).sort((a, b) => (a.log < b.log ? -1 : 1)),
        await this.#scene.slow.behind(user, device.cursors),
        `what ${device.resource} of ${user} is told`,
      )
    await this.#checkList(user)
  }

  async #checkList(user: string): Promise<void> {
    const only = this.#scene.random.of(['all', 'all', 'pinned', 3] as const)
    const empty = this.#scene.random.oneIn(2)
    const limit = 1 + this.#scene.random.below(6)
    const expected = await this.#scene.slow.list(user, { only, empty })
    const { conversations } = this.#scene.random.of(this.#scene.nodes).stores
    const page = (start: ConversationQuery['start']) =>
      conversations.list(this.#scene.app.id, user, { only, empty, limit, start })
    const told: Conversation[] = []
    let cursor: string | undefined
    do {
      const { conversations: found, cursor: next } = await page({ cursor })
      told.push(...found)
      cursor = next
    } while (cursor !== undefined)
    const words = `list of ${user}: ${only}${empty ? ', empty too' : ''}, by ${limit}`
    assert.deepEqual(told.map(brief), expected.map(brief), words)
    const offset = this.#scene.random.below(expected.length + 1)
    const part = (await page({ offset })).conversations
    assert.deepEqual(
      part.map(brief),
      expected.slice(offset, offset + limit).map(brief),
      `${words} from ${offset}`,
    )
  }

  #weighed(): (() => Promise<void>)[] {
    const acts: [weight: number, act: () => Promise<void>][] = [
      [12, () => this.#scene.send(this.#scene.pairEntry())],
      [6, () => this.#scene.send(this.#scene.groupEntry(this.#scene.random.of(GROUPS)))],
      [3, () => this.#scene.send(this.#scene.inboxEntry())],
      [3, async () => this.#scene.hold()],
      [3, () => this.#scene.release()],
      [2, () => this.#scene.import()],
      [10, () => this.#devices.login()],
      [10, () => this.#devices.acknowledge()],
      [2, () => this.#devices.register(this.#scene.random.of(USERS))],
      [3, () => this.#comeOrGo()],
      [1, () => this.#crowd()],
      [2, () => this.#shield()],
      [12, () => this.#change()],
    ]
    return acts.flatMap(([weight, act]) => new Array(weight).fill(act))
  }

  async #pass(act: 'follow' | 'unfollow', log: string, users: readonly string[]): Promise<void> {
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

  async #comeOrGo(): Promise<void> {
    const log = this.#scene.random.of(GROUPS)
    const user = this.#scene.random.of(USERS)
    const row = (await this.#scene.slow.follows(user)).find(({ key }) => key === log)
    await this.#pass(row?.until === null ? 'unfollow' : 'follow', log, [user])
  }

  /** Many come, now and then more than can be marked, or go. */
  async #crowd(): Promise<void> {
    const log = this.#scene.random.of(GROUPS.slice(0, 2))
    const part = CROWD.slice(this.#scene.random.below(CROWD.length))
    await this.#pass(this.#scene.random.oneIn(3) ? 'unfollow' : 'follow', log, part)
  }

  async #shield(): Promise<void> {
    const log = this.#scene.random.of(GROUPS)
    const user = this.#scene.random.of(USERS)
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

  async #change(): Promise<void> {
    const { logs, roaming, conversations } = this.#scene.stores
    const app = this.#scene.app.id
    const user = this.#scene.random.of(USERS)
    const follows = await this.#scene.slow.follows(user)
    const message =
      this.#scene.messages.length === 0 ? undefined : this.#scene.random.of(this.#scene.messages)
    if (follows.length === 0 || message === undefined) return
    const { key, head } = this.#scene.random.of(follows)
    const acts: (() => Promise<unknown>)[] = [
      () => conversations.hide(app, user, key, Date.now()),
      () => conversations.clear(app, user, key, Date.now()),
      () => conversations.markRead(app, user, key, this.#scene.random.oneIn(2) ? null : message.id),
      () => conversations.markRead(app, user, message.log, message.id),
      () => conversations.mark(app, user, [key, message.log], 3),
      () => conversations.unmark(app, user, [key], 3),
      () => conversations.pin(app, user, key, this.#scene.nextNumber, 50),
      () => conversations.unpin(app, user, key),
      () => roaming.erase(app, user, message.log, [message.id]),
      () => logs.withdraw(app, [message.id]),
      () =>
        roaming.forget(app, user, key, {
          id: message.id,
          seq: this.#scene.random.below(head + 1),
          now: Date.now(),
        }),
    ]
    const everywhere = [
      () => roaming.forgetAll(app, user, message.id),
      () => conversations.markRead(app, user, null, null),
    ]
    await this.#scene.random.of(this.#scene.random.oneIn(15) ? everywhere : acts)()
  }
}

function brief({ log, last, unread, pinnedAt, marks }: Conversation): unknown {
  return [log, last?.id ?? null, unread, pinnedAt, marks]
}
