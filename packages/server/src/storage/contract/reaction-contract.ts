import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReactionChange } from '../../domain/reactions/reaction-store.ts'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { IdGenerator } from '../../kernel/id-generator.ts'
import { applies, createApp, sampleEntry, sampleUser } from './samples.ts'

const ids = new IdGenerator()
const LOG = 'p:alice|bob'

/** Who has reacted to which message. */
export function reactionContract(open: () => Stores): void {
  describe('reactions', () => {
    /** An app with two users, and a message from one to the other. */
    async function scene(): Promise<{ app: App; message: number }> {
      const app = await createApp(open())
      await open().users.create(
        ['alice', 'bob', 'a', 'b', 'c', 'd', 'e'].map((name) => sampleUser(app, name)),
      )
      const entry = sampleEntry(app, 'alice', 'bob')
      await open().logs.append([entry])
      return { app, message: entry.id }
    }
    const change = (message: number, user: string, reaction: string): ReactionChange => {
      const id = ids.next()
      return { message, reaction, id, user, place: id, expected: null }
    }
    /** Gives it as one who has read what is there. */
    async function give(
      app: App,
      message: number,
      user: string,
      reaction: string,
      most = 20,
    ): Promise<boolean> {
      const { reactions } = open()
      const known = (await reactions.of(app.id, user, [message])).get(message)
      const former = known?.find((each) => each.reaction === reaction)
      const given = change(message, user, reaction)
      const whole = former === undefined ? given : { ...given, id: former.id, expected: former.changed }
      return applies(reactions.add(app.id, whole, most))
    }
    const firstOf = async (app: App, message: number) =>
      (await open().reactions.of(app.id, 'a', [message])).get(message)![0]!
    const seen = async (app: App, user: string, message: number) =>
      (await open().reactions.of(app.id, user, [message]))
        .get(message)
        ?.map(({ reaction, count, users, mine }) => [reaction, count, users.join(), mine])

    test('are counted, name their first three users, and say what is the own', async () => {
      const { app, message } = await scene()
      for (const user of ['d', 'c', 'b', 'a']) await give(app, message, user, 'x')
      await give(app, message, 'c', 'y')
      assert.deepEqual(await seen(app, 'c', message), [
        ['x', 4, 'd,c,b', true],
        ['y', 1, 'c', true],
      ])
      const other = await createApp(open())
      assert.equal(await seen(other, 'c', message), undefined)
      assert.equal((await open().logs.find(app.id, message))?.reacted, true)
      const { id } = await firstOf(app, message)
      const page = await open().reactions.reactors(app.id, id, { after: 0, limit: 2 })
      const rest = await open().reactions.reactors(app.id, id, { after: page[1]!.place, limit: 9 })
      assert.deepEqual(
        [...page, ...rest].map(({ user }) => user),
        ['d', 'c', 'b', 'a'],
      )
    })

    test('of several decided on the same state one is written, and no more different ones than allowed', async () => {
      const { app, message } = await scene()
      const { reactions } = open()
      const first = ['a', 'b', 'c'].map((user) => change(message, user, 'x'))
      const done = await Promise.all(first.map((each) => applies(reactions.add(app.id, each, 20))))
      assert.equal(done.filter(Boolean).length, 1)
      const { id, changed, users } = await firstOf(app, message)
      const again = { ...change(message, users[0]!, 'x'), id, expected: changed }
      assert.equal(await applies(reactions.add(app.id, again, 20)), false, 'twice')
      const joins = ['d', 'e'].map((user) => ({ ...change(message, user, 'x'), id, expected: changed }))
      const joined = await Promise.all(joins.map((each) => applies(reactions.add(app.id, each, 20))))
      assert.equal(joined.filter(Boolean).length, 1)
      assert.equal((await seen(app, 'a', message))![0]![1], 2)
      const many = Array.from({ length: 5 }, (_, n) => change(message, 'a', `y${n}`))
      const given = await Promise.all(many.map((each) => applies(reactions.add(app.id, each, 3))))
      assert.equal(given.filter(Boolean).length, 2)
      assert.equal((await seen(app, 'a', message))!.length, 3)
      assert.equal(
        await applies(reactions.add(app.id, change(ids.next(), 'a', 'x'), 20)),
        false,
        'no message',
      )
    })

    test('are taken back once, and nothing is left of the last', async () => {
      const { app, message } = await scene()
      const { reactions } = open()
      await give(app, message, 'a', 'x')
      await give(app, message, 'b', 'x')
      const take = async (user: string) => {
        const { id, changed } = await firstOf(app, message)
        return { message, reaction: 'x', id, user, place: ids.next(), expected: changed }
      }
      const taken = await take('a')
      const both = await Promise.all([taken, taken].map((each) => applies(reactions.remove(app.id, each))))
      assert.equal(both.filter(Boolean).length, 1)
      assert.equal(await applies(reactions.remove(app.id, await take('a'))), false)
      assert.deepEqual(await seen(app, 'a', message), [['x', 1, 'b', false]])
      await reactions.remove(app.id, await take('b'))
      assert.equal(await seen(app, 'b', message), undefined)
    })

    test('go with their message, and with the account of who gave them', async () => {
      const { app, message } = await scene()
      const { logs, reactions, retention, users } = open()
      const other = sampleEntry(app, 'alice', 'bob')
      await logs.append([other])
      for (const user of ['alice', 'bob'])
        for (const id of [message, other.id]) await give(app, id, user, 'x')
      await give(app, message, 'bob', 'y')
      await users.delete(app.id, ['bob'])
      assert.deepEqual(await seen(app, 'alice', message), [['x', 1, 'alice', true]])
      const { id } = await firstOf(app, message)
      await logs.recall(app.id, message)
      const rules = [{ app: app.id, kind: 'pair' as const, cut: other.id + 1 }]
      const pass = { from: other.id, before: other.id + 1 }
      const { expired } = await retention.expired({ rules, compactBefore: 0, livingSince: 0 }, pass, 9)
      await retention.remove(expired)
      assert.deepEqual([...(await reactions.of(app.id, 'alice', [message, other.id]))], [])
      assert.deepEqual(await reactions.reactors(app.id, id, { after: 0, limit: 9 }), [])
    })

    test('are to messages that the user sees', async () => {
      const { app, message } = await scene()
      const { logs, roaming, users } = open()
      await users.create([sampleUser(app, 'carol')])
      const mine = async (user: string, ...asked: number[]) =>
        (await roaming.find(app.id, user, asked)).map(({ id }) => id)
      const group = ['early', 'late', 'past'].map((_, n) =>
        sampleEntry(app, 'alice', '7', { log: 'g:7', followers: [], ...(n === 2 && { past: true }) }),
      )
      const [early, late, past] = group.map(({ id }) => id) as [number, number, number]
      await logs.append([group[0]!])
      await logs.follow(app.id, 'g:7', ['bob'], { entry: early, included: false })
      await logs.append([group[1]!, group[2]!])
      assert.deepEqual(new Set(await mine('bob', message, early, late, past)), new Set([message, late, past]))
      assert.deepEqual(await mine('carol', message, early, late, past), [])
      await roaming.erase(app.id, 'bob', LOG, [message])
      await logs.unfollow(app.id, 'g:7', ['bob'], { entry: late, included: true })
      const after = sampleEntry(app, 'alice', '7', { log: 'g:7', followers: [] })
      await logs.append([after])
      assert.deepEqual(new Set(await mine('bob', message, late, past, after.id)), new Set([late, past]))
      await roaming.forgetAll(app.id, 'bob', after.id)
      assert.deepEqual(await mine('bob', late, past), [])
      assert.deepEqual(await mine('alice', message), [message])
    })
  })
}
