import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { describe, test } from 'node:test'
import { type Entry, entryKind } from '../domain/log/entry.ts'
import { machineClock } from '../kernel/machine-clock.ts'
import { LogOrder } from './log-order.ts'

const LOG = 'p:alice|bob'

/** A log whose entries arrive in any order, or not at all. */
class Scene {
  readonly handed: number[] = []
  readonly late: number[] = []
  reads = 0
  failures = 0
  readonly errors: unknown[] = []
  readonly #committed: Entry[] = []
  readonly #events = new EventEmitter()
  readonly order = new LogOrder({
    clock: machineClock,
    read: async (_app, _log, after, limit) => {
      this.reads++
      if (this.failures-- > 0) throw new Error('away')
      return this.#committed.filter(({ seq }) => seq > after).slice(0, limit)
    },
    handOver: ({ seq }) => {
      this.handed.push(seq)
      this.#events.emit('handed')
    },
    late: ({ seq }) => this.late.push(seq),
    onError: (error) => this.errors.push(error),
  })

  /** Commits entries 1 to `last`, with the current time by default. */
  commit(last: number, time = Date.now()): void {
    for (let seq = this.#committed.length + 1; seq <= last; seq++) {
      this.#committed.push({
        app: 1,
        log: LOG,
        seq,
        id: seq,
        time,
        kind: entryKind.message,
        contentType: 0,
        sender: 'alice',
        senderDevice: null,
        receiver: 'bob',
        receiverDevice: null,
        echo: true,
        audience: null,
        attributes: null,
        payload: new Uint8Array(),
      })
    }
  }

  arrive(...positions: number[]): void {
    for (const seq of positions) this.order.accept(this.#committed[seq - 1]!)
  }

  async until(count: number): Promise<number[]> {
    const signal = AbortSignal.timeout(5000)
    while (this.handed.length < count) await once(this.#events, 'handed', { signal })
    return this.handed
  }
}

describe('the order in which entries are handed over', () => {
  test('is that of the positions, each once, without asking the store for what arrives', async () => {
    const scene = new Scene()
    scene.commit(6)
    scene.arrive(1, 2, 2, 4, 3, 1, 6, 5)
    assert.deepEqual(scene.handed, [1, 2, 3, 4, 5, 6])
    assert.equal(scene.reads, 0)
    assert.deepEqual(scene.late, [])
  })

  test('what does not arrive is read', async () => {
    const scene = new Scene()
    scene.commit(5)
    scene.arrive(1, 5)
    assert.deepEqual(scene.handed, [1])
    assert.deepEqual(await scene.until(5), [1, 2, 3, 4, 5])
  })

  test('an unknown log begins with what may still be on its way', async () => {
    const scene = new Scene()
    scene.commit(3, Date.now() - 60_000)
    scene.commit(5)
    scene.arrive(5)
    assert.deepEqual(await scene.until(2), [4, 5])
    scene.arrive(4)
    assert.deepEqual(scene.handed, [4, 5])
    scene.arrive(3)
    assert.deepEqual(scene.late, [3])
  })

  test('what arrives during a read waits for its turn', async () => {
    const scene = new Scene()
    scene.commit(9, Date.now() - 60_000)
    scene.arrive(7, 9, 8)
    assert.deepEqual(await scene.until(3), [7, 8, 9])
  })

  test('a store that is unavailable is asked again', async () => {
    const scene = new Scene()
    scene.commit(3)
    scene.failures = 2
    scene.arrive(3)
    assert.deepEqual(await scene.until(3), [1, 2, 3])
    assert.equal(scene.errors.length, 2)
  })

  test('a node that begins to listen starts after a given position', async () => {
    const scene = new Scene()
    scene.commit(4)
    scene.order.listen(1, LOG, 2, Promise.resolve())
    scene.arrive(4)
    assert.deepEqual(await scene.until(2), [3, 4])
    assert.equal(scene.order.reached(1, LOG), 4)
  })

  test('a log is forgotten with the last of its users who is listened to', () => {
    const scene = new Scene()
    scene.commit(1)
    scene.arrive(1)
    scene.order.forgetUser(1, 'alice', (user) => user === 'bob')
    assert.equal(scene.order.reached(1, LOG), 1)
    scene.order.forgetUser(1, 'bob', (user) => user === 'alice')
    assert.equal(scene.order.reached(1, LOG), 1)
    scene.order.forgetUser(1, 'alice', () => false)
    assert.equal(scene.order.reached(1, LOG), undefined)
  })
})
