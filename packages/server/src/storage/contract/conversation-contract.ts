import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ConversationQuery, UNREAD_LIMIT } from '../../domain/conversations/conversation-store.ts'
import { HOUR_IDS } from '../../domain/log/active-hour.ts'
import { type Entry, entryKind, type NewEntry } from '../../domain/log/entry.ts'
import { groupLog } from '../../domain/log/log-key.ts'
import type { Gone, RetentionStore } from '../../domain/retention/retention-store.ts'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp, sampleEntry, sampleUser } from './samples.ts'

const BOB = 'p:alice|bob'
const CAROL = 'p:alice|carol'
const GROUP = groupLog('1')

/** The list of conversations, and the marked and pinned items in one. All of it belongs to alice. */
export function conversationContract(open: () => Stores): void {
  describe('conversations', () => {
    test('in order of their last messages, page by page, with the number of unread messages', async () => {
      const { say, list, told } = await scene(open())
      await say('bob', 'alice', 2)
      await say('alice', 'carol', 1)
      const [last] = await say('dave', 'alice', 1)
      assert.deepEqual(await told(), ['p:alice|dave 1', `${CAROL} 0`, `${BOB} 2`])
      const first = await list({ limit: 2 })
      assert.deepEqual(first.conversations[0]!.last, {
        id: last!.id,
        time: last!.time,
        sender: 'dave',
        receiver: 'alice',
        payload: new Uint8Array(last!.payload),
      })
      const second = await list({ limit: 2, start: { cursor: first.cursor } })
      assert.deepEqual([second.conversations.map(({ log }) => log), second.cursor], [[BOB], undefined])
      assert.deepEqual(await told({ limit: 1, start: { offset: 1 } }), [`${CAROL} 0`])
      assert.deepEqual(await told({ limit: 1, start: { cursor: '' } }), ['p:alice|dave 1'])
      await assert.rejects(told({ limit: 1, start: { cursor: 'odd' } }), { code: 'request.cursor_illegal' })
    })

    test('what is not a message for the user is neither last nor unread', async () => {
      const { say, told, app, logs, roaming } = await scene(open())
      const [first, second] = await say('bob', 'alice', 2)
      await say('bob', 'alice', 1, { contentType: 6 })
      await say('bob', 'alice', 1, { kind: entryKind.notice })
      await say('bob', 'alice', 1, { audience: ['carol'] })
      await say('bob', 'alice', 1, { past: true })
      const inbox = { log: 'u:alice', kind: entryKind.roster, followers: ['alice'] }
      await say('bob', 'alice', 1, inbox)
      assert.deepEqual(await told(), [`${BOB} 2`])
      await logs.withdraw(app.id, [second!.id])
      await roaming.erase(app.id, 'alice', BOB, [first!.id])
      assert.deepEqual(await told(), [])
      assert.deepEqual(await told({ empty: true }), [`${BOB} 0`])
    })

    test('hidden ones come back with a new message; earlier ones no longer count', async () => {
      const { say, told, app, conversations } = await scene(open())
      await say('bob', 'alice', 2)
      await conversations.hide(app.id, 'alice', BOB, Date.now())
      assert.deepEqual([await told(), await told({ empty: true })], [[], []])
      await say('bob', 'alice', 1)
      assert.deepEqual(await told(), [`${BOB} 1`])
    })

    test('groups from joining to leaving', async () => {
      const { say, told, app, logs } = await scene(open())
      const inGroup = { log: GROUP, receiver: '1', followers: [] }
      const [first] = await say('bob', '1', 1, inGroup)
      await logs.follow(app.id, GROUP, ['alice'], { entry: first!.id, included: false })
      assert.deepEqual([await told(), await told({ empty: true })], [[], [`${GROUP} 0`]])
      const [, last] = await say('bob', '1', 2, inGroup)
      assert.deepEqual(await told(), [`${GROUP} 2`])
      await logs.unfollow(app.id, GROUP, ['alice'], { entry: last!.id, included: true })
      assert.deepEqual(await told({ empty: true }), [])
    })

    test('what a member shields themselves from is neither last nor unread', async () => {
      const { say, told, list, app, logs } = await scene(open())
      const inGroup = { log: GROUP, receiver: '1', followers: [] }
      const [first] = await say('bob', '1', 1, inGroup)
      await logs.follow(app.id, GROUP, ['alice'], { entry: first!.id, included: true })
      const [second] = await say('bob', '1', 1, inGroup)
      await logs.shield(app.id, GROUP, 'alice', second!.id)
      const [, fourth] = await say('bob', '1', 2, inGroup)
      const last = async () => (await list({})).conversations[0]?.last?.id
      assert.deepEqual([await told(), await last()], [[`${GROUP} 2`], second!.id])
      await logs.unshield(app.id, GROUP, 'alice', fourth!.id)
      assert.deepEqual([await told(), await last()], [[`${GROUP} 2`], second!.id])
      const [fifth] = await say('bob', '1', 1, inGroup)
      assert.deepEqual([await told(), await last()], [[`${GROUP} 3`], fifth!.id])
      await logs.shield(app.id, GROUP, 'alice', first!.id)
      assert.deepEqual([await told(), await last()], [[`${GROUP} 1`], first!.id])
    })

    test('the most recent come first however few of those that seem recent have anything to show', async () => {
      const { say, told, list, app, logs } = await scene(open())
      const at = (hour: number, number: number) => (hour * 1000 + app.id) * HOUR_IDS + number
      for (let i = 0; i < 40; i++) await say(`old${i}`, 'alice', 1, { id: at(100 + i, i) })
      // They seem recent, and are as old as before.
      for (let i = 0; i < 40; i += 2) {
        const [word] = await say(`old${i}`, 'alice', 1, { id: at(200, i) })
        if (i % 4 === 0) await logs.withdraw(app.id, [word!.id])
      }
      for (let i = 0; i < 40; i += 3) await say(`old${i}`, 'alice', 1, { id: at(300, i), contentType: 6 })
      const whole = await told({ limit: 100 })
      const recent = Array.from({ length: 10 }, (_, i) => `p:alice|old${38 - 4 * i} 2`)
      assert.deepEqual([whole.length, whole.slice(0, 10)], [40, recent])
      const walked: string[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const page = await list({ limit: 3, start: { cursor } })
        walked.push(...page.conversations.map(({ log, unread }) => `${log} ${unread}`))
        cursor = page.cursor
      }
      assert.deepEqual(walked, whole)
      assert.deepEqual(await told({ limit: 5, start: { offset: 33 } }), whole.slice(33, 38))
    })

    test('reading only moves forward, to a message of the log or to its end; counting stops at a limit', async () => {
      const { say, told, app, conversations } = await scene(open())
      const messages = await say('bob', 'alice', UNREAD_LIMIT + 5)
      const [elsewhere] = await say('carol', 'alice', 1)
      const unread = async () => (await told())[1]
      const read = (message: number | null) => conversations.markRead(app.id, 'alice', BOB, message)
      assert.equal(await unread(), `${BOB} ${UNREAD_LIMIT}`)
      await read(messages[9]!.id)
      assert.equal(await unread(), `${BOB} ${UNREAD_LIMIT - 5}`)
      for (const id of [messages[0]!.id, elsewhere!.id, 17]) await read(id)
      assert.equal(await unread(), `${BOB} ${UNREAD_LIMIT - 5}`)
      await read(null)
      assert.equal(await unread(), `${BOB} 0`)
      await conversations.markRead(app.id, 'alice', 'p:alice|nobody', null)
    })

    test('what lists have counted counts no more for anybody once it is recalled or removed, and for one user once they erase it', async () => {
      const { say, told, list, app, logs, roaming, retention } = await scene(open())
      const inGroup = { log: GROUP, receiver: '1', followers: [] }
      const messages = await say('carol', '1', 20, inGroup)
      const ids = messages.map(({ id }) => id)
      await logs.follow(app.id, GROUP, ['alice', 'bob'], { entry: ids[0]!, included: true })
      const unread = async () => {
        const { conversations } = await list({}, 'bob')
        return [...(await told()), ...conversations.map((each) => each.unread)]
      }
      assert.deepEqual(await unread(), [`${GROUP} 20`, 20])
      await roaming.erase(app.id, 'alice', GROUP, [ids[9]!, ids[8]!])
      assert.deepEqual(await unread(), [`${GROUP} 18`, 20])
      await logs.recall(app.id, ids[7]!)
      assert.deepEqual(await unread(), [`${GROUP} 17`, 19])
      await logs.withdraw(app.id, [ids[8]!, ids[10]!])
      assert.deepEqual(await unread(), [`${GROUP} 16`, 17])
      const first = await logs.read(app.id, GROUP, 0, 3)
      await retention.remove(await expired(retention, first))
      assert.deepEqual(await unread(), [`${GROUP} 13`, 14])
      const [more] = await say('carol', '1', 1, inGroup)
      assert.deepEqual(await unread(), [`${GROUP} 14`, 15])
      await logs.rewrite(app.id, more!.id, more!.payload, Buffer.from('edited'))
      assert.deepEqual(await unread(), [`${GROUP} 14`, 15])
    })

    test('what lists have counted counts from where the user has read, within what they shield themselves from', async () => {
      const { say, told, app, logs, conversations } = await scene(open())
      const inGroup = { log: GROUP, receiver: '1', followers: [] }
      const ids = (await say('bob', '1', 40, inGroup)).map(({ id }) => id)
      const unread = async () => (await told())[0]
      const assertUnread = async (count: number) => assert.equal(await unread(), `${GROUP} ${count}`)
      await logs.follow(app.id, GROUP, ['alice'], { entry: ids[0]!, included: true })
      await assertUnread(40)
      await logs.shield(app.id, GROUP, 'alice', ids[29]!)
      await assertUnread(30)
      await logs.shield(app.id, GROUP, 'alice', ids[19]!)
      await assertUnread(20)
      await logs.unshield(app.id, GROUP, 'alice', ids[24]!)
      await assertUnread(35)
      await logs.unshield(app.id, GROUP, 'alice', ids[34]!)
      await assertUnread(25)
      await logs.shield(app.id, GROUP, 'alice', ids[19]!)
      await assertUnread(20)
      await conversations.markRead(app.id, 'alice', GROUP, ids[4]!)
      await assertUnread(15)
      await logs.follow(app.id, GROUP, ['alice'], { entry: ids[9]!, included: false })
      await assertUnread(30)
    })

    test('what lists have counted of one conversation is not taken for that of another', async () => {
      const { say, told } = await scene(open())
      await say('carol', 'alice', 30)
      await say('bob', 'alice', 20)
      assert.deepEqual(await told(), [`${BOB} 20`, `${CAROL} 30`])
      await say('bob', 'alice', 5)
      assert.deepEqual(await told(), [`${BOB} 25`, `${CAROL} 30`])
    })

    test('what lists have counted up to the limit is still that much, or less once messages are recalled', async () => {
      const { say, told, app, logs } = await scene(open())
      const messages = await say('bob', 'alice', UNREAD_LIMIT + 5)
      const unread = async () => (await told())[0]
      assert.equal(await unread(), `${BOB} ${UNREAD_LIMIT}`)
      await say('bob', 'alice', 5)
      assert.equal(await unread(), `${BOB} ${UNREAD_LIMIT}`)
      const ids = messages.map(({ id }) => id)
      await logs.withdraw(app.id, ids.slice(0, 10))
      assert.equal(await unread(), `${BOB} ${UNREAD_LIMIT}`)
      await logs.recall(app.id, ids.at(-1)!)
      assert.equal(await unread(), `${BOB} ${UNREAD_LIMIT - 1}`)
      await say('bob', 'alice', 3)
      assert.equal(await unread(), `${BOB} ${UNREAD_LIMIT}`)
    })

    test('pins, latest first, up to a limit', async () => {
      const { say, told, app, conversations } = await scene(open())
      for (const name of ['bob', 'carol', 'dave']) await say(name, 'alice', 1)
      const pin = (log: string, at: number) => applies(conversations.pin(app.id, 'alice', log, at, 2))
      assert.deepEqual([await pin(BOB, 20), await pin(CAROL, 10)], [true, true])
      assert.equal(await pin('p:alice|dave', 30), false)
      assert.deepEqual(await told({ only: 'pinned' }), [`${BOB} 1`, `${CAROL} 1`])
      assert.equal(await pin(CAROL, 40), true)
      const [first] = [await told({ only: 'pinned', limit: 1 })]
      assert.deepEqual(first, [`${CAROL} 1`])
      await conversations.unpin(app.id, 'alice', CAROL)
      assert.equal(await pin('p:alice|dave', 30), true)
      assert.equal(await pin('p:alice|nobody', 1), false)
      assert.deepEqual(await told({ only: 'pinned' }), ['p:alice|dave 1', `${BOB} 1`])
      await conversations.clear(app.id, 'alice', BOB, Date.now())
      assert.deepEqual(await told({ only: 'pinned', empty: true }), ['p:alice|dave 1'])
    })

    test('marks, 0 to 19, on existing conversations', async () => {
      const { say, list, told, app, conversations } = await scene(open())
      for (const name of ['bob', 'carol']) await say(name, 'alice', 1)
      const all = [BOB, CAROL, 'p:alice|nobody']
      assert.deepEqual(await conversations.known(app.id, 'alice', all), new Set([BOB, CAROL]))
      assert.deepEqual(await conversations.known(app.id, 'alice', []), new Set())
      await conversations.mark(app.id, 'alice', all, 0)
      await conversations.mark(app.id, 'alice', [BOB], 19)
      await conversations.unmark(app.id, 'alice', [BOB], 0)
      await conversations.unmark(app.id, 'alice', [CAROL], 7)
      const { conversations: found } = await list({})
      assert.deepEqual(
        found.map(({ marks }) => marks),
        [1, 2 ** 19],
      )
      assert.deepEqual([await told({ only: 0 }), await told({ only: 19 })], [[`${CAROL} 1`], [`${BOB} 1`]])
    })

    test('pinned messages: those of the log that were not recalled or erased, up to a limit', async () => {
      const { say, app, logs, roaming, pins } = await scene(open())
      const [first, second, third] = await say('bob', 'alice', 3)
      const [elsewhere] = await say('carol', 'alice', 1)
      const add = (message: number, at: number, by = 'bob') =>
        applies(pins.add(app.id, BOB, { message, at, by }, 2))
      const pinned = async (user = 'alice') =>
        (await pins.list(app.id, user, BOB, 9, undefined)).pins.map(({ message, at, by }) => [
          message.id,
          at,
          by,
        ])
      assert.deepEqual([await add(elsewhere!.id, 1), await add(17, 1)], [false, false])
      assert.deepEqual([await add(first!.id, 1), await add(second!.id, 2)], [true, true])
      assert.equal(await add(third!.id, 3), false)
      assert.equal(await add(first!.id, 4, 'alice'), true)
      assert.deepEqual(await pinned(), [
        [first!.id, 4, 'alice'],
        [second!.id, 2, 'bob'],
      ])
      const page = await pins.list(app.id, 'alice', BOB, 1, undefined)
      const rest = await pins.list(app.id, 'alice', BOB, 1, page.cursor)
      assert.deepEqual([rest.pins[0]!.message.id, rest.cursor], [second!.id, undefined])
      await roaming.erase(app.id, 'alice', BOB, [second!.id])
      assert.equal((await pinned()).length, 1)
      assert.equal((await pinned('bob')).length, 2)
      await logs.withdraw(app.id, [first!.id])
      assert.equal((await pinned('bob')).length, 1)
      assert.equal(await add(third!.id, 5), true, 'a recalled message does not count')
      assert.deepEqual(
        [
          await applies(pins.remove(app.id, BOB, third!.id)),
          await applies(pins.remove(app.id, BOB, third!.id)),
        ],
        [true, false],
      )
    })
  })
}

async function scene(stores: Stores) {
  const app = await createApp(stores)
  const { logs, conversations, roaming, pins, retention } = stores
  await stores.users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
  const list = (query: Partial<ConversationQuery>, user = 'alice') =>
    conversations.list(app.id, user, { only: 'all', empty: false, limit: 20, start: {}, ...query })
  return {
    app,
    logs,
    conversations,
    roaming,
    pins,
    retention,
    list,
    async say(from: string, to: string, count: number, changes: Partial<NewEntry> = {}): Promise<NewEntry[]> {
      const entries = Array.from({ length: count }, () => sampleEntry(app, from, to, changes))
      await logs.append(entries)
      return entries
    },
    /** `log unread` of each. */
    async told(query: Partial<ConversationQuery> = {}): Promise<string[]> {
      return (await list(query)).conversations.map(({ log, unread }) => `${log} ${unread}`)
    },
  }
}

/** Entries of one log that follow each other, as what is kept no longer. */
async function expired(retention: RetentionStore, entries: readonly Entry[]): Promise<readonly Gone[]> {
  const [{ app, id: from }] = entries as [Entry]
  const before = entries.at(-1)!.id + 1
  const plan = { rules: [{ app, kind: 'group' as const, cut: before }], compactBefore: 0, livingSince: 0 }
  return (await retention.expired(plan, { from, before }, entries.length)).expired
}
