import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { messageVocabulary } from '../../domain/history/message-query.ts'
import { entryKind, type NewEntry, pastPosition } from '../../domain/log/entry.ts'
import { packEntries } from '../../domain/log/entry-batch.ts'
import { pairLog } from '../../domain/log/log-key.ts'
import { parseQuery } from '../../domain/query/parse-query.ts'
import type { Stores } from '../../domain/stores.ts'
import { idFloor } from '../../kernel/id-generator.ts'
import { applies, createApp, sampleEntry, sampleUser } from './samples.ts'

const BEGINNING = 0
const END = Number.MAX_SAFE_INTEGER

/** What is done with sent messages: read across logs, exported, recalled, imported, hidden. */
export function historyContract(open: () => Stores): void {
  describe('history', () => {
    test('messages of an app are read in the order of their ids, in any log and in both directions', async () => {
      const { logs, history } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      const entries: NewEntry[] = []
      for (const peer of ['bob', 'carol', 'bob', 'dave', 'carol']) {
        entries.push(sampleEntry(app, 'alice', peer))
        await logs.append([entries.at(-1)!, sampleEntry(other, 'alice', peer)])
      }
      await logs.append([sampleEntry(app, 'alice', 'bob', { kind: entryKind.receipt })])
      const ids = entries.map(({ id }) => id)
      const read = async (after: number, before: number, limit: number, descending: boolean) =>
        (await history.scan(app.id, { after, before }, { limit, descending })).messages.map(({ id }) => id)

      assert.deepEqual(await read(ids[0]! - 1, END, 10, false), ids)
      assert.deepEqual(await read(ids[0]!, ids[4]!, 10, false), ids.slice(1, 4))
      assert.deepEqual(await read(ids[0]!, ids[4]!, 10, true), ids.slice(1, 4).reverse())
      assert.deepEqual(await read(ids[0]! - 1, END, 2, false), ids.slice(0, 2))
      assert.deepEqual(await read(ids[0]! - 1, END, 2, true), ids.slice(3).reverse())
      assert.deepEqual(await read(ids[2]!, ids[2]! + 1, 10, false), [])

      const page = await history.scan(
        app.id,
        { after: BEGINNING, before: ids[0]! + 1 },
        { limit: 1, descending: true },
      )
      const { time, sender, senderDevice, receiver, payload } = entries[0]!
      assert.deepEqual(page.messages, [
        { id: ids[0], time, sender, senderDevice, receiver, payload: new Uint8Array(payload) },
      ])
      assert.equal(page.reached, ids[0])
    })

    test('a read examines a bounded number of entries at a time and says where to continue', async () => {
      const { logs, history } = open()
      const app = await createApp(open())
      const busy = await createApp(open())
      const first = sampleEntry(app, 'alice', 'bob')
      const between = Array.from({ length: 6000 }, () => sampleEntry(busy, 'alice', 'bob', { origin: null }))
      const last = sampleEntry(app, 'alice', 'bob')
      await logs.appendBulk(packEntries([first, ...between, last]))

      for (const descending of [false, true]) {
        const found: number[] = []
        let range = { after: first.id - 1, before: last.id + 1 }
        let pages = 0
        for (;;) {
          const { messages, reached } = await history.scan(app.id, range, { limit: 100, descending })
          found.push(...messages.map(({ id }) => id))
          pages++
          if (reached === null) break
          range = descending ? { ...range, before: reached } : { ...range, after: reached }
        }
        assert.deepEqual(found, descending ? [last.id, first.id] : [first.id, last.id])
        assert.equal(pages, 2)
      }
    })

    test('messages by condition, in any log or in the few that can match', async () => {
      const { logs, history } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      const t = 1_790_000_000_000
      const entry = (n: number, from: string, to: string, log = pairLog(from, to)) =>
        sampleEntry(app, from, to, { id: idFloor(t + n), log, time: t + n })
      const written = [
        entry(0, 'alice', 'bob'),
        entry(1, 'bob', 'alice'),
        entry(2, 'alice', '77', 'g:77'),
        entry(3, 'alice', '77', 'r:77'),
        entry(4, 'alice', 'bob'),
        entry(5, 'carol', 'bob'),
        entry(6, 'alicia', '78', 'g:78'),
      ]
      await logs.append([...written, sampleEntry(other, 'alice', 'bob', { id: idFloor(t + 4) + 1 })])
      const found = async (ql: string, within?: string[]) => {
        const { where } = parseQuery(`where ${ql}`, messageVocabulary)
        const range = { after: idFloor(t) - 1, before: idFloor(t + 100), where, logs: within }
        const { messages, reached } = await history.scan(app.id, range, { limit: 10, descending: false })
        assert.equal(reached, null)
        return messages.map(({ time }) => time - t)
      }
      assert.deepEqual(await found("from='alice' and to='bob'"), [0, 4])
      assert.deepEqual(await found("from='alice' and to='bob'", ['p:alice|bob', 'g:bob']), [0, 4])
      assert.deepEqual(await found("from='alice'", ['g:77', 'r:77', 'p:nobody|x']), [2, 3])
      assert.deepEqual(await found("to='77' and type='groupchat'"), [2])
      assert.deepEqual(await found("chat_type='chatroom' or chat_type='groupchat'"), [2, 3, 6])
      assert.deepEqual(await found("chat_type='chat' and from contains 'O'"), [1, 5])
      assert.deepEqual(await found("from contains 'ali' and to>='78'"), [0, 4, 6])
      assert.deepEqual(await found(`timestamp=${t + 3}`), [3])
      assert.deepEqual(await found(`timestamp<=${t + 1} or ${t + 5}<timestamp`), [0, 1, 6])
      assert.deepEqual(await found(`timestamp>${t + 1} and timestamp<${t + 3} and timestamp>=${t}`), [2])
    })

    test('logs that are too long to be read whole are scanned', async () => {
      const { logs, history } = open()
      const app = await createApp(open())
      const entries = Array.from({ length: 6001 }, (_, n) =>
        sampleEntry(app, n % 3000 === 0 ? 'bob' : 'alice', n % 3000 === 0 ? 'alice' : 'bob', {
          origin: null,
        }),
      )
      await logs.appendBulk(packEntries(entries))
      const { where } = parseQuery("where from='bob' and to='alice'", messageVocabulary)
      const range = { after: entries[0]!.id - 1, before: END, where, logs: ['p:alice|bob'] }
      const page = { limit: 10, descending: false }
      const first = await history.scan(app.id, range, page)
      assert.deepEqual(
        first.messages.map(({ id }) => id),
        [entries[0]!.id, entries[3000]!.id],
      )
      const rest = await history.scan(app.id, { ...range, after: first.reached! }, page)
      assert.deepEqual([rest.messages.map(({ id }) => id), rest.reached], [[entries[6000]!.id], null])
    })

    test('a withdrawn message loses its content, keeps its place and is no longer read; once, in its app', async () => {
      const { logs, history } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      const attributes = Buffer.from('attributes')
      const message = sampleEntry(app, 'alice', 'bob', { attributes })
      const receipt = sampleEntry(app, 'bob', 'alice', { kind: entryKind.receipt })
      await logs.append([message, receipt])

      assert.deepEqual(await logs.withdraw(other.id, [message.id]), [])
      assert.deepEqual(await logs.withdraw(app.id, [receipt.id]), [])
      const attempts = await Promise.all([1, 2, 3].map(() => logs.withdraw(app.id, [message.id])))
      assert.deepEqual(attempts.flat(), [message.id])
      await assert.rejects(logs.recall(app.id, message.id), { code: 'recall.unknown' })

      const left = (await logs.read(app.id, 'p:alice|bob', 0, 10))[0]!
      assert.deepEqual([left.seq, left.kind], [1, entryKind.recalled])
      assert.deepEqual([left.payload.length, left.attributes], [0, null])
      assert.equal(left.time, message.time)
      const range = { after: message.id - 1, before: END }
      assert.deepEqual((await history.scan(app.id, range, { limit: 10, descending: false })).messages, [])
      const [repeat] = await logs.append([message])
      assert.deepEqual([repeat!.repeat, repeat!.seq], [true, 1], 'sending it again restores nothing')
    })

    test('of several concurrent rewrites of a payload, one succeeds; only of messages, in their app', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      const message = sampleEntry(app, 'alice', 'bob', { payload: Buffer.from([0, 255, 1]) })
      const receipt = sampleEntry(app, 'bob', 'alice', { kind: entryKind.receipt })
      await logs.append([message, receipt])
      const [from, to] = [message.payload, Buffer.from([2, 0, 255])]
      assert.equal(await applies(logs.rewrite(other.id, message.id, from, to)), false)
      assert.equal(await applies(logs.rewrite(app.id, receipt.id, receipt.payload, to)), false)
      assert.equal(await applies(logs.rewrite(app.id, message.id, to, from)), false)
      const attempts = await Promise.all(
        [1, 2, 3].map(() => applies(logs.rewrite(app.id, message.id, from, to))),
      )
      assert.deepEqual(attempts.filter(Boolean), [true])
      const { payload, seq, kind } = (await logs.find(app.id, message.id))!
      assert.deepEqual([Buffer.from(payload), seq, kind], [to, 1, entryKind.message])
    })

    test('the result of an origin is found in its app', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      const entry = sampleEntry(app, 'alice', 'bob', { origin: 'import/1' })
      await logs.append([entry])
      assert.deepEqual(await logs.appended(app.id, 'import/1'), { id: entry.id, time: entry.time })
      assert.equal(await logs.appended(app.id, 'import/2'), undefined)
      assert.equal(await logs.appended(other.id, 'import/1'), undefined)
    })

    test('imported messages come before all others, in order, and are not delivered', async () => {
      const { users, logs } = open()
      const app = await createApp(open())
      await users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
      const past = Array.from({ length: 3 }, () => sampleEntry(app, 'alice', 'bob', { past: true }))
      // Not in the order of their ids.
      const appended = await logs.append([past[1]!, past[0]!])
      assert.deepEqual(
        appended.map(({ seq }) => seq),
        [past[1]!, past[0]!].map(({ id }) => pastPosition(id)),
      )
      assert.deepEqual(await logs.read(app.id, 'p:alice|bob', 0, 10), [])

      const now = sampleEntry(app, 'alice', 'bob')
      assert.equal((await logs.append([now]))[0]!.seq, 1)
      await logs.append([past[2]!])
      assert.equal((await logs.append([sampleEntry(app, 'bob', 'alice')]))[0]!.seq, 2)
      const all = await logs.read(app.id, 'p:alice|bob', -Number.MAX_SAFE_INTEGER, 10)
      assert.deepEqual(
        all.map(({ seq, id }) => (seq < 0 ? id : seq)),
        [...past.map(({ id }) => id), 1, 2],
      )
      assert.equal((await logs.find(app.id, past[0]!.id))?.seq, pastPosition(past[0]!.id))

      assert.deepEqual((await logs.behind(app.id, 'bob', 'web')).logs, [
        { log: 'p:alice|bob', acknowledged: 0, head: 2 },
      ])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 1)
      const [repeat] = await logs.append([past[0]!])
      assert.deepEqual([repeat!.repeat, repeat!.seq], [true, pastPosition(past[0]!.id)])
    })

    test('a large batch is appended at once, repeats included, and the last ids of ranges are known', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const many = Array.from({ length: 3000 }, () =>
        sampleEntry(app, 'alice', 'bob', { past: true, followers: [] }),
      )
      const first = await logs.appendBulk(packEntries(many))
      assert.deepEqual(
        first.map(({ id, repeat }) => [id, repeat]),
        many.map(({ id }) => [id, false]),
      )
      const again = await logs.appendBulk(packEntries(many))
      assert.ok(again.every(({ id, repeat }, index) => repeat && id === many[index]!.id))
      assert.deepEqual(await logs.appendBulk(packEntries([])), [])

      const [one, two] = [many[1000]!.id, many[2000]!.id]
      const ranges = [
        { first: one, last: two },
        { first: 1, last: 2 },
        { first: two, last: two },
      ]
      assert.deepEqual(await logs.lastIdsIn(ranges), [two, 0, two])
      assert.deepEqual(await logs.lastIdsIn([]), [])
    })

    test('a file counts once it is complete, unless messages of its time range changed in the meantime', async () => {
      const { history } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      const row = { app: app.id, start: 1000, end: 2000, token: 'first' }
      assert.equal(await history.exported(app.id, 1000), undefined)
      await history.beginExport(row)
      assert.deepEqual(await history.exported(app.id, 1000), { ...row, count: null })

      await history.expireExports(app.id, [999, 2000])
      await history.expireExports(other.id, [1500])
      assert.equal(await history.finishExport(row, 7), true)
      assert.deepEqual(await history.exported(app.id, 1000), { ...row, count: 7 })

      await history.beginExport({ ...row, token: 'second' })
      assert.equal(await history.finishExport(row, 8), false, 'another took its place')
      await history.expireExports(app.id, [5, 1000, 5000])
      assert.equal(await history.finishExport({ ...row, token: 'second' }, 8), false)
      assert.equal(await history.exported(app.id, 1000), undefined)
    })

    test('a cleared conversation hides what was there, not what follows, and only from its user', async () => {
      const { users, logs, conversations } = open()
      const app = await createApp(open())
      await users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
      const log = 'p:alice|bob'
      await logs.append([sampleEntry(app, 'alice', 'bob'), sampleEntry(app, 'bob', 'alice')])
      const behind = async (user: string) => (await logs.behind(app.id, user, 'web')).logs

      await conversations.hide(app.id, 'bob', log, Date.now())
      assert.deepEqual(await behind('bob'), [{ log, acknowledged: 0, head: 2 }], 'hidden only')
      await conversations.clear(app.id, 'bob', log, Date.now())
      assert.deepEqual(await behind('bob'), [])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 0)
      assert.deepEqual(await behind('alice'), [{ log, acknowledged: 0, head: 2 }])

      await logs.append([sampleEntry(app, 'alice', 'bob')])
      assert.deepEqual(await behind('bob'), [{ log, acknowledged: 2, head: 3, start: 2 }])
      await conversations.clear(app.id, 'bob', 'p:bob|nobody', Date.now())
      await conversations.clear(app.id, 'carol', log, Date.now())
    })
  })
}
