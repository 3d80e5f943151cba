import assert from 'node:assert/strict'
import type {
  Conversation,
  ConversationQuery,
} from '../../packages/server/src/domain/conversations/conversation-store.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import type { Random } from '../harness/random.ts'
import { NewsDevices } from './news-devices.ts'
import { NewsFollowers } from './news-followers.ts'
import { CROWD, GROUPS, HOUR, NewsScene, USERS } from './news-scene.ts'
import type { ReadRows } from './slow-news.ts'
import type { Story } from './stories.ts'

/** Random acts of some users on several nodes, each followed by the question whether everybody is told what they should be. */
export class NewsStory implements Story {
  readonly #scene: NewsScene
  readonly #devices: NewsDevices
  readonly #followers: NewsFollowers
  readonly #acts: (() => Promise<void>)[]
  #steps = 0

  private constructor(scene: NewsScene) {
    this.#scene = scene
    this.#devices = new NewsDevices(scene)
    this.#followers = new NewsFollowers(scene)
    this.#acts = this.#weighed()
  }

  static async begin(random: Random, offsets: readonly number[], stores: readonly Stores[], read: ReadRows) {
    const story = new NewsStory(await NewsScene.open(random, offsets, stores, read))
    for (const user of USERS) await story.#devices.register(user)
    for (const group of GROUPS) await story.#followers.pass('follow', group, USERS)
    return story
  }

  reopen(stores: readonly Stores[]): void {
    this.#scene.reopen(stores)
  }

  async step(): Promise<void> {
    const { random } = this.#scene
    if (random.oneIn(3)) this.#scene.now += (random.below(40) / 60) * HOUR
    if (random.oneIn(40)) this.#scene.now += random.below(3 * 24) * HOUR
    await random.of(this.#acts)()
    if (++this.#steps % 5 === 0) await this.#check()
  }

  async #check(): Promise<void> {
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
      [3, () => this.#followers.comeOrGo(this.#scene.random.of(GROUPS), this.#scene.random.of(USERS))],
      [1, () => this.#crowd()],
      [2, () => this.#followers.shield(this.#scene.random.of(GROUPS), this.#scene.random.of(USERS))],
      [12, () => this.#change()],
    ]
    return acts.flatMap(([weight, act]) => new Array(weight).fill(act))
  }

  /** Many come, now and then more than can be marked, or go. */
  async #crowd(): Promise<void> {
    const log = this.#scene.random.of(GROUPS.slice(0, 2))
    const part = CROWD.slice(this.#scene.random.below(CROWD.length))
    await this.#followers.pass(this.#scene.random.oneIn(3) ? 'unfollow' : 'follow', log, part)
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

export function brief({ log, last, unread, pinnedAt, marks }: Conversation): unknown {
  return [log, last?.id ?? null, unread, pinnedAt, marks]
}
