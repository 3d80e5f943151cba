import assert from 'node:assert/strict'
import type { NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import type { Reaction } from '../../packages/server/src/domain/reactions/reaction-store.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import type { App } from '../../packages/server/src/domain/tenancy/app.ts'
import { IdGenerator, lanesOf } from '../../packages/server/src/kernel/id-generator.ts'
import {
  applies,
  createApp,
  sampleEntry,
  sampleUser,
} from '../../packages/server/src/storage/contract/samples.ts'
import type { Random } from '../harness/random.ts'
import type { ReadRows } from './slow-news.ts'
import type { Story } from './stories.ts'

const USERS = ['alice', 'bob', 'cat', 'dan', 'eve', 'fay']
const REACTIONS = ['x', 'y,"', '[1]']
const LOG = 'p:alice|bob'
const MESSAGES = 4
/** Different reactions that a message may have. */
const MOST = 2

/** Users react to a few messages, at once and through several nodes, while messages are recalled and accounts deleted. */
export class ReactionStory implements Story {
  readonly #random: Random
  readonly #app: App
  readonly #read: ReadRows
  readonly #ids: readonly IdGenerator[]
  #stores: readonly Stores[]
  #messages: NewEntry[] = []
  /** Whose account is deleted in this step. */
  readonly #gone: string[] = []

  private constructor(random: Random, app: App, stores: readonly Stores[], read: ReadRows) {
    this.#random = random
    this.#app = app
    this.#stores = stores
    this.#read = read
    this.#ids = stores.map((_, i) => new IdGenerator(lanesOf(i)))
  }

  static async begin(
    random: Random,
    _: readonly number[],
    stores: readonly Stores[],
    read: ReadRows,
  ): Promise<ReactionStory> {
    const app = await createApp(stores[0]!)
    await stores[0]!.users.create(USERS.map((name) => sampleUser(app, name)))
    return new ReactionStory(random, app, stores, read)
  }

  reopen(stores: readonly Stores[]): void {
    this.#stores = stores
  }

  async step(): Promise<void> {
    while (this.#messages.length < MESSAGES) await this.#send()
    const acts = Array.from({ length: 1 + this.#random.below(3) }, () => this.#act())
    await Promise.all(acts.map((act) => act()))
    await this.#compare()
    const gone = [...new Set(this.#gone.splice(0))]
    if (gone.length > 0) await this.#stores[0]!.users.create(gone.map((name) => sampleUser(this.#app, name)))
  }

  async #send(): Promise<void> {
    const message = sampleEntry(this.#app, 'alice', 'bob', { id: this.#ids[0]!.next() })
    await this.#stores[0]!.logs.append([message])
    this.#messages.push(message)
  }

  /** Decides on everything at once, so that a seed tells the same story again as far as engines let it. */
  #act(): () => Promise<unknown> {
    const app = this.#app.id
    const node = this.#random.below(this.#stores.length)
    const { logs, users } = this.#stores[node]!
    const message = this.#random.of(this.#messages).id
    const user = this.#random.of(USERS)
    const reaction = this.#random.of(REACTIONS)
    if (this.#random.oneIn(40)) {
      this.#messages = this.#messages.filter(({ id }) => id !== message)
      return () => applies(logs.recall(app, message))
    }
    if (this.#random.oneIn(12)) {
      const leaving = [user, this.#random.of(USERS)]
      this.#gone.push(...leaving)
      return () => users.delete(app, leaving)
    }
    const place = this.#ids[node]!.next()
    const takesBack = this.#random.oneIn(3)
    return async () => {
      const { reactions } = this.#stores[node]!
      const known = (await reactions.of(app, user, [message])).get(message)
      const former = known?.find((each) => each.reaction === reaction)
      const change = { message, reaction, id: former?.id ?? place, user, place }
      if (!takesBack)
        await applies(reactions.add(app, { ...change, expected: former?.changed ?? null }, MOST))
      else if (former !== undefined)
        await applies(reactions.remove(app, { ...change, expected: former.changed }))
    }
  }

  /** What every user is shown against a recount. */
  async #compare(): Promise<void> {
    const app = this.#app.id
    const given = await this.#read(
      `select reaction.message, reaction.id, reaction.reaction, reaction.count, reaction.changed, reactor."user"
       from reaction left join reactor on reactor.app = reaction.app and reactor.reaction = reaction.id
       where reaction.app = ${app} order by reaction.id, reactor.place`,
    )
    const [strays] = await this.#read(
      `select count(*) as count from reactor where app = ${app}
         and not exists (select 1 from reaction where reaction.app = reactor.app and reaction.id = reactor.reaction)`,
    )
    assert.equal(Number(strays!.count), 0, 'users of no reaction')
    const remains = given.filter(({ user }) => this.#gone.includes(String(user)))
    assert.deepEqual(remains, [], 'reactions of who is gone')
    const stores = this.#random.of(this.#stores)
    const ids = this.#messages.map(({ id }) => id)
    for (const user of USERS) {
      const expected = new Map<number, Reaction[]>()
      for (const message of ids) {
        const rows = given.filter((row) => Number(row.message) === message)
        const reactions = [...new Set(rows.map(({ id }) => Number(id)))].map((id) => {
          const own = rows.filter((row) => Number(row.id) === id)
          const users = own.flatMap((row) => (row.user === null ? [] : [String(row.user)]))
          assert.equal(Number(own[0]!.count), users.length, 'count')
          return {
            id,
            reaction: String(own[0]!.reaction),
            count: users.length,
            users: users.slice(0, 3),
            mine: users.includes(user),
            changed: Number(own[0]!.changed),
          }
        })
        if (reactions.length > 0) expected.set(message, reactions)
      }
      assert.deepEqual(await stores.reactions.of(app, user, ids), expected)
      if (!LOG.includes(user) || this.#gone.includes(user)) continue
      const page = await stores.roaming.slice(
        { app, user, log: LOG },
        { after: 0, before: Number.MAX_SAFE_INTEGER },
        { contentTypes: null, senders: null },
        { limit: 50, descending: true },
      )
      const shown = page.messages.flatMap(({ id, reactions }) =>
        reactions ? [[id, reactions] as const] : [],
      )
      assert.deepEqual(new Map(shown), expected, `the page of ${user}`)
      for (const { id, reacted } of page.messages) assert.equal(reacted === true, expected.has(id), 'mark')
    }
    const known = given.filter((row) => !ids.includes(Number(row.message)))
    assert.deepEqual(known, [], 'reactions to what has been recalled')
  }
}
