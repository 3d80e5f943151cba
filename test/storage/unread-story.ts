import assert from 'node:assert/strict'
import type { NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import { applies, sampleUser } from '../../packages/server/src/storage/contract/samples.ts'
import type { Random } from '../harness/random.ts'
import { NewsFollowers } from './news-followers.ts'
import { GROUPS, NewsScene, USERS } from './news-scene.ts'
import { brief } from './news-story.ts'
import type { ReadRows } from './slow-news.ts'
import type { Story } from './stories.ts'

const [GROUP] = GROUPS as [string]
const PAIR = ['ann', 'ben'] as const
/** The latest messages of each conversation, which acts are about. */
const RECENT = 25

/** Few conversations with many unread messages, and whatever can change how many: after each act, some user asks a node for the list. */
export class UnreadStory implements Story {
  readonly #scene: NewsScene
  readonly #random: Random
  readonly #followers: NewsFollowers
  readonly #acts: (() => Promise<unknown>)[]

  private constructor(scene: NewsScene) {
    this.#scene = scene
    this.#random = scene.random
    this.#followers = new NewsFollowers(scene)
    this.#acts = this.#weighed()
  }

  static async begin(random: Random, offsets: readonly number[], stores: readonly Stores[], read: ReadRows) {
    const story = new UnreadStory(await NewsScene.open(random, offsets, stores, read))
    await story.#followers.pass('follow', GROUP, USERS)
    await story.#scene.send(story.#pairEntry())
    return story
  }

  reopen(stores: readonly Stores[]): void {
    this.#scene.reopen(stores)
  }

  async step(): Promise<void> {
    this.#scene.now += 1000
    await this.#random.of(this.#acts)()
    const user = this.#random.of(USERS)
    const empty = this.#random.oneIn(3)
    const expected = await this.#scene.slow.list(user, { only: 'all', empty })
    const query = { only: 'all', empty, limit: 9, start: {} } as const
    const { conversations: told } = await this.#scene.stores.conversations.list(this.#app, user, query)
    assert.deepEqual(told.map(brief), expected.map(brief), `list of ${user}${empty ? ', empty too' : ''}`)
  }

  get #app(): number {
    return this.#scene.app.id
  }

  #weighed(): (() => Promise<unknown>)[] {
    const acts: [weight: number, act: () => Promise<unknown>][] = [
      [12, () => this.#scene.send(...this.#several(() => this.#groupEntry()))],
      [7, () => this.#scene.send(...this.#several(() => this.#pairEntry()))],
      [2, () => this.#hidden()],
      [2, () => this.#followers.comeOrGo(GROUP, this.#random.of(USERS))],
      [12, () => this.#followers.shield(GROUP, this.#random.of(USERS))],
      [2, () => this.#retain()],
      [1, () => this.#comeBack(this.#random.of(USERS))],
      [1, () => this.#import()],
      [12, () => this.#change()],
    ]
    return acts.flatMap(([weight, act]) => new Array(weight).fill(act))
  }

  #several(make: () => NewEntry): NewEntry[] {
    return Array.from({ length: 1 + this.#random.below(6) }, make)
  }

  #groupEntry(): NewEntry {
    return this.#scene.groupEntry(GROUP, {
      audience: this.#random.oneIn(5) ? [this.#random.of(USERS)] : null,
    })
  }

  #pairEntry(changes: Partial<NewEntry> = {}): NewEntry {
    const [from, to] = this.#random.oneIn(2) ? PAIR : PAIR.toReversed()
    return this.#scene.entry(from!, to!, changes)
  }

  /** A message that some do not get. */
  async #hidden(): Promise<void> {
    const entry = this.#groupEntry()
    await this.#scene.stores.roaming.hide(this.#app, [this.#random.of(USERS)], entry.id)
    await this.#scene.send(entry)
  }

  /** The beginning of a log goes. */
  async #retain(): Promise<void> {
    const { retention } = this.#scene.stores
    const follows = await this.#scene.slow.follows(this.#random.of(USERS))
    const { log, floor, head } = this.#random.of(follows)
    const upTo = floor + this.#random.below(Math.max(head - floor, 1))
    await retention.remove(await retention.entriesIn([{ app: this.#app, log, floor, upTo }], 999))
  }

  /** Deletes a user; another one gets the name. */
  async #comeBack(user: string): Promise<void> {
    const { users } = this.#scene.stores
    const row = (await this.#scene.slow.follows(user)).find(({ key }) => key === GROUP)
    if (row?.until === null) await this.#followers.pass('unfollow', GROUP, [user])
    await users.delete(this.#app, [user])
    await users.create([sampleUser(this.#scene.app, user)])
    await this.#followers.pass('follow', GROUP, [user])
  }

  async #import(): Promise<void> {
    await this.#scene.send(this.#pairEntry({ past: true }))
  }

  async #change(): Promise<void> {
    const { logs, roaming, conversations } = this.#scene.stores
    const user = this.#random.of(USERS)
    const key = this.#random.of([GROUP, pairLog(...PAIR)])
    const recent = this.#scene.messages.filter(({ log }) => log === key).slice(-RECENT)
    if (recent.length === 0) return
    const message = this.#random.of(recent)
    const ids = this.#several(() => this.#random.of(recent)).map(({ id }) => id)
    const { head = 0 } = (await this.#scene.slow.follows(user)).find((follow) => follow.key === key) ?? {}
    const now = Date.now()
    const acts: (() => Promise<unknown>)[] = [
      () => applies(logs.recall(this.#app, message.id)),
      () => logs.withdraw(this.#app, ids),
      () => applies(logs.rewrite(this.#app, message.id, message.payload, Buffer.from('edited'))),
      () => roaming.erase(this.#app, user, key, ids),
      () => roaming.erase(this.#app, user, key, [message.id]),
      () => conversations.markRead(this.#app, user, key, message.id),
      () => conversations.markRead(this.#app, user, key, this.#random.oneIn(4) ? null : message.id),
    ]
    const ends: (() => Promise<unknown>)[] = [
      () => conversations.markRead(this.#app, user, null, null),
      () => conversations.hide(this.#app, user, key, now),
      () => conversations.clear(this.#app, user, key, now),
      () => roaming.forget(this.#app, user, key, { id: message.id, seq: this.#random.below(head + 1), now }),
      () => roaming.forgetAll(this.#app, user, message.id),
    ]
    await this.#random.of(this.#random.oneIn(8) ? ends : acts)()
  }
}
