import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import type { NewEntry } from '../../domain/log/entry.ts'
import type { Stores } from '../../domain/stores.ts'
import { allLanes, idFloor } from '../../kernel/id-generator.ts'
import { StorageError } from '../storage-error.ts'
import { createApp, sampleEntry } from './samples.ts'

const rejected = (error: unknown) => error instanceof StorageError && error.fault === 'rejected'

/** Appending and reading. */
export function logContract(open: () => Stores): void {
  describe('logs', () => {
    test('positions count from 1 without gaps, in the order of the calls, despite concurrent appends', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const peers = ['bob', 'carol', 'dave']
      const appended = await Promise.all(
        Array.from({ length: 300 }, (_, index) =>
          logs.append([sampleEntry(app, 'alice', peers[index % 3]!, { time: index })]),
        ),
      )
      for (const [index, [one]] of appended.entries())
        assert.deepEqual([one!.seq, one!.repeat], [Math.floor(index / 3) + 1, false])
      const stored = await logs.read(app.id, 'p:alice|bob', 0, 1000)
      assert.deepEqual(
        stored.map((entry) => [entry.seq, entry.time]),
        Array.from({ length: 100 }, (_, index) => [index + 1, index * 3]),
      )
    })

    test('the logs that were written with some ids in a range, and between which positions', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const time = Date.now() + 3600_000 + Math.floor(Math.random() * 1e9)
      const id = (ms: number, number: number) => idFloor(time + ms) + number
      await logs.append([
        sampleEntry(app, 'alice', 'bob', { id: id(0, 15) }),
        sampleEntry(app, 'alice', 'bob', { id: id(0, 16) }),
        sampleEntry(app, 'alice', 'carol', { id: id(1, 32) }),
        sampleEntry(app, 'alice', 'bob', { id: id(2, 31) }),
        sampleEntry(app, 'alice', 'carol', { id: id(3, 17) }),
      ])
      const range = { first: id(0, 0), last: id(3, 0) }
      assert.deepEqual(await logs.written(range, { first: 16, count: 16 }), [
        { app: app.id, log: 'p:alice|bob', first: 2, seq: 3 },
      ])
      assert.equal((await logs.written(range, allLanes)).length, 2)
    })

    test('a call of several entries, more than a flight takes, stays in order', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const entries = Array.from({ length: 700 }, (_, index) =>
        sampleEntry(app, 'alice', index % 2 === 0 ? 'bob' : 'carol'),
      )
      const appended = await logs.append(entries)
      assert.deepEqual(
        appended.map(({ seq, id }) => [seq, id]),
        entries.map(({ id }, index) => [Math.floor(index / 2) + 1, id]),
      )
      assert.deepEqual(await logs.append([]), [])
    })

    test('every field comes back as saved, 4-byte text and the largest id included', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const everything: NewEntry = {
        app: app.id,
        log: 'g:🏠',
        id: Number.MAX_SAFE_INTEGER - app.id,
        time: 2 ** 52 + 1,
        kind: 3,
        contentType: 7,
        sender: '爱丽丝🙂',
        senderDevice: 'web_🧭',
        receiver: '🏠',
        receiverDevice: 'phone "1"',
        echo: false,
        audience: ['bob', '卡罗尔', "O'Hara", '👩‍👩‍👧'],
        origin: '🔑/1',
        attributes: Uint8Array.from({ length: 256 }, (_, byte) => 255 - byte),
        payload: Uint8Array.from({ length: 1024 }, (_, index) => index % 256),
        followers: [],
      }
      const { followers, origin, ...expected } = everything
      await logs.append([everything])
      const [entry] = await logs.read(app.id, 'g:🏠', 0, 10)
      assert.deepEqual(entry, { ...expected, seq: 1 })
      assert.deepEqual(await logs.find(app.id, everything.id), { ...expected, seq: 1 })
    })

    test('bytes that are views into a larger buffer, empty or absent are distinguished', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const buffer = Uint8Array.from({ length: 64 }, (_, byte) => byte)
      await logs.append([
        sampleEntry(app, 'alice', 'bob', {
          payload: buffer.subarray(10, 13),
          attributes: buffer.subarray(60),
        }),
        sampleEntry(app, 'alice', 'bob', { payload: new Uint8Array(), attributes: new Uint8Array() }),
        sampleEntry(app, 'alice', 'bob', { payload: new Uint8Array(), attributes: null }),
      ])
      await logs.append([sampleEntry(app, 'alice', 'bob', { payload: new Uint8Array(), attributes: null })])
      const stored = await logs.read(app.id, 'p:alice|bob', 0, 10)
      assert.deepEqual(
        stored.map(({ payload, attributes }) => [[...payload], attributes && [...attributes]]),
        [
          [
            [10, 11, 12],
            [60, 61, 62, 63],
          ],
          [[], []],
          [[], null],
          [[], null],
        ],
      )
    })

    test('a repeat of an origin returns the first and writes nothing: later, at once, and within a call', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const send = (origin: string | null) =>
        sampleEntry(app, 'alice', 'bob', { origin, time: (Math.random() * 1e6) | 0 })

      const first = send('1/alice/web')
      const [one] = await logs.append([first])
      assert.deepEqual(one, { seq: 1, id: first.id, time: first.time, repeat: false })
      const [again] = await logs.append([send('1/alice/web')])
      assert.deepEqual(again, { ...one, repeat: true })
      const [elsewhere] = await logs.append([sampleEntry(app, 'alice', 'zoe', { origin: '1/alice/web' })])
      assert.deepEqual(elsewhere, { ...one, repeat: true })
      assert.deepEqual((await logs.behind(app.id, 'zoe', 'web')).logs, [])

      const concurrent = (
        await Promise.all(Array.from({ length: 20 }, () => logs.append([send('2/alice/web')])))
      ).flat()
      assert.equal(concurrent.filter((appended) => !appended.repeat).length, 1)
      assert.deepEqual(new Set(concurrent.map(({ seq, id }) => `${seq} ${id}`)).size, 1)

      const within = await logs.append([send('3/alice/web'), send('4/alice/web'), send('3/alice/web')])
      assert.deepEqual(
        within.map(({ seq, repeat }) => [seq, repeat]),
        [
          [3, false],
          [4, false],
          [3, true],
        ],
      )

      const never = await logs.append([send(null), send(null)])
      assert.deepEqual(
        never.map(({ seq, repeat }) => [seq, repeat]),
        [
          [5, false],
          [6, false],
        ],
      )
      const stored = await logs.read(app.id, 'p:alice|bob', 0, 100)
      assert.deepEqual(
        stored.map((entry) => entry.seq),
        [1, 2, 3, 4, 5, 6],
      )
    })

    test('the same origin in another app is not a repeat', async () => {
      const { logs } = open()
      for (const app of [await createApp(open()), await createApp(open())]) {
        const [appended] = await logs.append([sampleEntry(app, 'alice', 'bob', { origin: '7/alice/web' })])
        assert.deepEqual([appended!.seq, appended!.repeat], [1, false])
      }
    })

    test('a call is written whole or not at all', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const taken = sampleEntry(app, 'alice', 'bob')
      await logs.append([taken])
      const call = [sampleEntry(app, 'alice', 'bob'), sampleEntry(app, 'alice', 'carol', { id: taken.id })]
      await assert.rejects(logs.append(call), rejected)
      assert.deepEqual(await logs.read(app.id, 'p:alice|carol', 0, 10), [])
      const [next] = await logs.append([sampleEntry(app, 'alice', 'bob')])
      assert.equal(next!.seq, 2)
    })

    test('an entry that breaks a rule is refused alone, without those that share its commit', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const taken = sampleEntry(app, 'alice', 'bob')
      await logs.append([taken])
      const guilty = [
        sampleEntry(app, 'alice', 'bob', { id: taken.id }),
        sampleEntry(app, 'alice', 'bob', { time: 0.5 }),
        sampleEntry(app, 'alice', 'bob', { kind: Number.NaN as 1 }),
        sampleEntry({ ...app, id: 1e9 }, 'alice', 'bob'),
      ]
      const calls = Array.from({ length: 40 }, (_, index) =>
        index % 10 === 5 ? guilty[(index - 5) / 10]! : sampleEntry(app, 'alice', 'bob'),
      )
      const results = await Promise.allSettled(calls.map((entry) => logs.append([entry])))
      for (const [index, result] of results.entries()) {
        if (index % 10 === 5) assert.ok(result.status === 'rejected' && rejected(result.reason))
        else assert.equal(result.status, 'fulfilled')
      }
      const stored = await logs.read(app.id, 'p:alice|bob', 0, 100)
      assert.deepEqual(
        stored.map((entry) => entry.seq),
        Array.from({ length: 37 }, (_, index) => index + 1),
      )
    })

    test('when too much is waiting the call is refused, and what was accepted is kept', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const results = await Promise.allSettled(
        Array.from({ length: 3000 }, () => logs.append([sampleEntry(app, 'alice', 'bob')])),
      )
      const refused = results.filter((result) => result.status === 'rejected')
      assert.ok(refused.length > 0 && refused.length < 2500, `${refused.length} refused`)
      for (const { reason } of refused) assert.ok(reason instanceof ApiError && reason.code === 'server.busy')
      const [next] = await logs.append([sampleEntry(app, 'alice', 'bob')])
      assert.equal(next!.seq, results.length - refused.length + 1)
    })

    test('a log is read page by page, and only by its app', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      await logs.append(Array.from({ length: 10 }, () => sampleEntry(app, 'alice', 'bob')))
      await logs.append([sampleEntry(other, 'alice', 'bob')])
      const seqs = async (after: number, limit: number) =>
        (await logs.read(app.id, 'p:alice|bob', after, limit)).map((entry) => entry.seq)
      assert.deepEqual(await seqs(0, 4), [1, 2, 3, 4])
      assert.deepEqual(await seqs(4, 4), [5, 6, 7, 8])
      assert.deepEqual(await seqs(8, 4), [9, 10])
      assert.deepEqual(await seqs(10, 4), [])
      assert.deepEqual(await logs.read(app.id, 'p:alice|nobody', 0, 10), [])
      assert.equal((await logs.read(other.id, 'p:alice|bob', 0, 10)).length, 1)
    })

    test('an entry is found by its id in its app only, and the greatest id is known', async () => {
      const { logs } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      const entry = sampleEntry(app, 'alice', 'bob')
      await logs.append([entry])
      assert.equal((await logs.find(app.id, entry.id))?.sender, 'alice')
      assert.equal(await logs.find(other.id, entry.id), undefined)
      assert.equal(await logs.find(app.id, entry.id + 1), undefined)
      const found = await logs.findMany(app.id, [entry.id + 1, entry.id])
      assert.deepEqual(found, [await logs.find(app.id, entry.id)])
      assert.deepEqual(await logs.findMany(other.id, [entry.id]), [])
      assert.ok((await logs.lastId()) >= entry.id)
    })
  })
}
