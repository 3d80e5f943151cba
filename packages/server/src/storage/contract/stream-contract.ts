import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import type { OpenStream } from '../../domain/streams/stream-store.ts'
import { applies, createApp } from './samples.ts'

let last = 1000

export function sampleStream(app: number, changes: Partial<OpenStream> = {}): OpenStream {
  return {
    app,
    message: ++last,
    kind: 'user',
    sender: 'bot',
    receiver: 'alice',
    type: 'text',
    seq: 0,
    pieces: 1,
    bytes: 1,
    dueAt: 10,
    endsAt: 20,
    ...changes,
  }
}

const bytes = (...values: number[]) => new Uint8Array(values)

export function streamContract(stores: () => Stores): void {
  describe('messages told in pieces', () => {
    const pieces = async ({ app, message }: OpenStream, from = 0) =>
      (await stores().streams.pieces(app, message, from, 10)).map((piece) => [...piece])

    test('of several pieces at once, one comes next; nothing is left of what has ended', async () => {
      const { id: app } = await createApp(stores())
      const { streams } = stores()
      const stream = sampleStream(app)
      await streams.open(stream, bytes(1), 9)
      const next = { ...stream, seq: 5, pieces: 2, bytes: 2, dueAt: 15 }
      const tries = [2, 3, 4].map((value) => applies(streams.advance(next, bytes(value))))
      assert.deepEqual((await Promise.all(tries)).filter(Boolean).length, 1)
      assert.deepEqual(await streams.find(app, stream.message), next)
      assert.equal((await pieces(stream)).length, 2)
      assert.equal((await pieces(stream, 1)).length, 1)
      assert.equal(await applies(streams.close(stream)), false, 'there was another piece')
      const ends = [1, 2].map(() => applies(streams.close(next)))
      assert.deepEqual((await Promise.all(ends)).filter(Boolean).length, 1)
      assert.equal(await streams.find(app, stream.message), undefined)
      assert.deepEqual(await pieces(stream), [])
    })

    test('pieces of many that come at once are each with their own, whatever becomes of the others', async () => {
      const [{ id: app }, { id: other }] = [await createApp(stores()), await createApp(stores())]
      const { streams } = stores()
      const open = Array.from({ length: 20 }, (_, i) => sampleStream(i % 2 === 0 ? app : other))
      for (const stream of open) await streams.open(stream, bytes(0), 20)
      const next = open.map((stream, i) => ({ ...stream, seq: i, pieces: 2, bytes: i, dueAt: 10 + i }))
      const gone = sampleStream(app, { pieces: 2 })
      const ahead = { ...open[0]!, pieces: 3 }
      const tries = [gone, ...next, ahead, ...next].map((stream, i) => streams.advance(stream, bytes(i)))
      const done = await Promise.allSettled(tries)
      assert.deepEqual(
        done.map(({ status }) => status === 'fulfilled'),
        [false, ...next.map(() => true), false, ...next.map(() => false)],
      )
      for (const [i, stream] of next.entries()) {
        assert.deepEqual(await streams.find(stream.app, stream.message), stream)
        assert.deepEqual(await pieces(stream), [[0], [i + 1]])
      }
      assert.deepEqual(await pieces(gone), [])
    })

    test('an app has a limited number, even at once; others have their own', async () => {
      const [{ id: app }, { id: other }] = [await createApp(stores()), await createApp(stores())]
      const { streams } = stores()
      const open = (of: number) => applies(streams.open(sampleStream(of), bytes(1), 2))
      assert.equal((await Promise.all([1, 2, 3, 4].map(() => open(app)))).filter(Boolean).length, 2)
      assert.equal(await open(other), true)
    })

    test('are dropped in their app only, and are due once their time is over', async () => {
      const [{ id: app }, { id: other }] = [await createApp(stores()), await createApp(stores())]
      const { streams } = stores()
      const stream = sampleStream(app, { dueAt: -5 })
      const later = sampleStream(app, { dueAt: -3 })
      await streams.open(stream, bytes(1), 9)
      await streams.open(later, bytes(1), 9)
      assert.deepEqual(await streams.due(-5, 9), [])
      assert.deepEqual(await streams.due(-4, 9), [stream])
      assert.deepEqual(await streams.due(0, 1), [stream])
      await streams.drop(other, [stream.message])
      assert.deepEqual(await pieces(stream), [[1]])
      await streams.drop(app, [stream.message, later.message])
      assert.deepEqual(await streams.due(0, 9), [])
      assert.deepEqual(await pieces(later), [])
    })
  })
}
