import { MARKED_FOLLOWERS } from '../../packages/server/src/domain/log/active-hour.ts'
import { type EntryKind, entryKind, type NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import { groupLog, inboxLog, pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import type { App } from '../../packages/server/src/domain/tenancy/app.ts'
import { IdGenerator, idFloor, lanesOf } from '../../packages/server/src/kernel/id-generator.ts'
import { createApp, sampleEntry, sampleUser } from '../../packages/server/src/storage/contract/samples.ts'
import type { Random } from '../harness/random.ts'
import { type ReadRows, SlowNews } from './slow-news.ts'

/** A node: its own memory of logs, its own clock. */
export interface Node {
  stores: Stores
  ids: IdGenerator
  /** ms by which its clock is wrong. */
  offset: number
}

const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const USERS = ['ann', 'ben', 'cat']
const OTHERS = Array.from({ length: 12 }, (_, i) => `other${i}`)
export const GROUPS = ['1', '2', '3'].map(groupLog)
export const CROWD = Array.from({ length: MARKED_FOLLOWERS }, (_, i) => `crowd${i}`)

/** Where a story takes place, and what users say in it. */
export class NewsScene {
  readonly random: Random
  readonly app: App
  readonly slow: SlowNews
  readonly nodes: readonly Node[]
  readonly messages: NewEntry[] = []
  /** Have an id, and are not stored yet. */
  #held: NewEntry[] = []
  /** ms since 1970. */
  now = Date.now() - 200 * 24 * HOUR
  #number = 0

  private constructor(random: Random, nodes: readonly Node[], app: App, read: ReadRows) {
    this.random = random
    this.nodes = nodes
    this.app = app
    this.slow = new SlowNews(read, app.id)
  }

  static async open(random: Random, offsets: readonly number[], stores: readonly Stores[], read: ReadRows) {
    const app = await createApp(stores[0]!)
    await stores[0]!.users.create([...USERS, ...OTHERS, ...CROWD].map((name) => sampleUser(app, name)))
    const nodes = stores.map((each, i) => ({
      stores: each,
      ids: new IdGenerator(lanesOf(i)),
      offset: offsets[i]!,
    }))
    return new NewsScene(random, nodes, app, read)
  }

  /** The stores were opened again. */
  reopen(stores: readonly Stores[]): void {
    for (const [i, each] of stores.entries()) this.nodes[i]!.stores = each
  }

  /** Of any node. */
  get stores(): Stores {
    return this.random.of(this.nodes).stores
  }

  get nextNumber(): number {
    return ++this.#number
  }

  entry(from: string, to: string, changes: Partial<NewEntry>, node = this.random.of(this.nodes)): NewEntry {
    const id = node.ids.next(this.now + node.offset)
    const contentType = this.random.oneIn(6) ? 6 : 0
    const kind = (this.random.oneIn(6) ? entryKind.notice : entryKind.message) as EntryKind
    return sampleEntry(this.app, from, to, { id, contentType, kind, origin: null, ...changes })
  }

  pairEntry(changes: Partial<NewEntry> = {}): NewEntry {
    const user = this.random.of(USERS)
    const other = this.random.of([...OTHERS, ...USERS])
    const [from, to] = this.random.oneIn(2) ? [user, other] : [other, user]
    const audience = this.random.oneIn(10) ? [other] : null
    const followers = from === to ? [from] : [from, to]
    return this.entry(from, to, { log: pairLog(from, to), audience, followers, ...changes })
  }

  groupEntry(log: string, changes: Partial<NewEntry> = {}): NewEntry {
    const from = this.random.of([...USERS, ...OTHERS])
    return this.entry(from, log.slice(2), { log, followers: [], ...changes })
  }

  inboxEntry(): NewEntry {
    const user = this.random.of(USERS)
    return this.entry('other0', user, { log: inboxLog(user), kind: entryKind.receipt, followers: [user] })
  }

  async send(...entries: NewEntry[]): Promise<void> {
    await this.stores.logs.append(entries)
    this.messages.push(...entries.filter(({ kind }) => kind === entryKind.message))
  }

  /** Takes an id for something that is stored later. */
  hold(): void {
    this.#held.push(this.pairEntry())
  }

  /** Stores what took its id up to some minutes ago. */
  async release(): Promise<void> {
    const held = this.#held
    this.#held = []
    const floor = idFloor(this.now - 50 * MINUTE - 5 * MINUTE)
    for (const entry of held) if (entry.id >= floor) await this.send(entry)
  }

  async import(): Promise<void> {
    const ms = this.now - this.random.below(100 * 24) * HOUR
    const id = idFloor(ms) + 1024 + (this.nextNumber % 1000)
    await this.stores.logs.append([this.pairEntry({ id, past: true, kind: entryKind.message })])
  }
}
