import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'

import { after, before, describe, test } from 'node:test'
import type { Bus } from '../../domain/cluster/bus.ts'

/** Collects the messages that a bus delivers. */
class Inbox {
  readonly all: string[] = []
  readonly #events = new EventEmitter()

  readonly take = (message: Uint8Array): void => {
    this.all.push(Buffer.from(message).toString())
    this.#events.emit('message')
  }

  async until(count: number): Promise<string[]> {
    const signal = AbortSignal.timeout(5000)
    while (this.all.length < count) await once(this.#events, 'message', { signal })
    return this.all
  }
}

/** Tests what every bus guarantees. @param open opens another connection of the same installation each time. */
export function busContract(name: string, open: () => Promise<Bus>): void {
  describe(name, () => {
    let here: Bus
    let there: Bus
    before(async () => {
      here = await open()
      there = await open()
    })
    after(async () => {
      await here.close()
      await there.close()
    })

    test('a message reaches all other listeners, but not its publisher', async () => {
      const third = await open()
      const inboxes = [new Inbox(), new Inbox(), new Inbox()]
      for (const [i, bus] of [here, there, third].entries()) bus.subscribe('all', inboxes[i]!.take)
      await Promise.all([here.flush(), there.flush(), third.flush()])
      here.publish('all', () => Buffer.from('from here'))
      there.publish('all', () => Buffer.from('from there'))
      assert.deepEqual(await inboxes[0]!.until(1), ['from there'])
      assert.deepEqual(await inboxes[1]!.until(1), ['from here'])
      assert.deepEqual((await inboxes[2]!.until(2)).sort(), ['from here', 'from there'])
      await third.close()
    })

    test('messages of one publisher keep their order across subjects', async () => {
      const inbox = new Inbox()
      for (const subject of ['o.a', 'o.b', 'o.c']) there.subscribe(subject, inbox.take)
      await there.flush()
      const sent = Array.from({ length: 300 }, (_, i) => String(i))
      for (const [i, text] of sent.entries())
        here.publish(['o.a', 'o.b', 'o.c'][i % 3]!, () => Buffer.from(text))
      assert.deepEqual(await inbox.until(300), sent)
    })

    test('a listener that has unsubscribed gets nothing more, others still do', async () => {
      const [ended, going] = [new Inbox(), new Inbox()]
      const end = there.subscribe('e', ended.take)
      there.subscribe('e', going.take)
      await there.flush()
      here.publish('e', () => Buffer.from('1'))
      await Promise.all([ended.until(1), going.until(1)])
      end()
      await there.flush()
      here.publish('e', () => Buffer.from('2'))
      assert.deepEqual(await going.until(2), ['1', '2'])
      assert.deepEqual(ended.all, ['1'])
    })

    test('bytes arrive as they were sent', async () => {
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 256))
      const taken = new Promise<Buffer>((resolve) =>
        there.subscribe('b', (message) => resolve(Buffer.from(message))),
      )
      await there.flush()
      here.publish('b', () => bytes)
      assert.ok((await taken).equals(bytes))
    })
  })
}
