import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseJson } from '@ringpost/protocol/json'
import type { BroadcastJob } from '../../domain/messages/broadcast-store.ts'
import type { Draft } from '../../domain/messages/draft.ts'
import { Outdated } from '../../domain/outdated.ts'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp, sampleEntry } from './samples.ts'

let lastId = 1000

export function sampleBroadcast(app: number, changes: Partial<BroadcastJob> = {}): BroadcastJob {
  const draft = {
    from: 'admin',
    fromDevice: null,
    contentType: 0,
    size: 5,
    stored: true,
    echo: false,
    attributes: null,
    origin: null,
    said: { content: { type: 'txt', msg: 'hello' }, ext: parseJson('{"n":12345678901234567890.10}') },
  } as Draft
  return { app, id: ++lastId, actor: { kind: 'app' }, draft, acceptedAt: 1000, cursor: '', ...changes }
}

export function broadcastContract(stores: () => Stores): void {
  describe('broadcasts', () => {
    const ofApp = async (app: number) =>
      (await stores().broadcasts.open(1000)).filter((job) => job.app === app)

    test('of an app there is a limited number that are not over; repeats are none', async () => {
      const [{ id: app }, { id: other }] = [await createApp(stores()), await createApp(stores())]
      const accept = (of: number, request: string) =>
        applies(stores().broadcasts.accept(sampleBroadcast(of), request, { since: 0, limit: 2 }))
      const requests = ['one', 'two', 'three', 'two']
      const accepted: boolean[] = []
      for (const request of requests) accepted.push(await accept(app, request))
      assert.deepEqual(accepted, [true, true, false, true])
      assert.equal(await accept(other, 'one'), true)
      const [first] = await ofApp(app)
      await stores().broadcasts.advance(first!, undefined)
      assert.equal(await accept(app, 'three'), true)
    })

    test('what was accepted is open, with every digit, until it is over; the oldest comes first', async () => {
      const { id: app } = await createApp(stores())
      const { broadcasts } = stores()
      const [one, two] = [
        sampleBroadcast(app),
        sampleBroadcast(app, { actor: { kind: 'org', org: 'o', username: 'u' } }),
      ]
      assert.equal(await broadcasts.accept(two, 'two', { since: 0, limit: 100 }), two.id)
      assert.equal(await broadcasts.accept(one, 'one', { since: 0, limit: 100 }), one.id)
      const open = await ofApp(app)
      assert.equal(JSON.stringify(open.map((job) => job.draft)), JSON.stringify([one.draft, two.draft]))
      assert.deepEqual(
        open.map(({ draft: _, ...rest }) => rest),
        [one, two].map(({ draft: _, ...rest }) => rest),
      )
      await broadcasts.advance(one, 'further')
      assert.deepEqual(
        (await ofApp(app)).map(({ cursor }) => cursor),
        ['further', ''],
      )
      await assert.rejects(broadcasts.advance(one, 'elsewhere'), Outdated)
      await broadcasts.advance({ ...one, cursor: 'further' }, undefined)
      await assert.rejects(broadcasts.advance({ ...one, cursor: 'further' }, undefined), Outdated)
      assert.deepEqual(
        (await ofApp(app)).map(({ id }) => id),
        [two.id],
      )
    })

    test('a repeat gets the id of the first while that runs, or was accepted lately; then it is a new one', async () => {
      const { id: app } = await createApp(stores())
      const other = await createApp(stores())
      const { broadcasts } = stores()
      const accept = (acceptedAt: number, since: number) =>
        broadcasts.accept(sampleBroadcast(app, { acceptedAt }), 'same', { since, limit: 100 })
      const ids = await Promise.all(Array.from({ length: 20 }, () => accept(1000, 0)))
      const [first] = ids
      assert.deepEqual(new Set(ids), new Set([first]))
      assert.equal((await ofApp(app)).length, 1)
      assert.equal(await accept(9000, 8000), first, 'it still runs')
      assert.notEqual(
        await broadcasts.accept(sampleBroadcast(other.id), 'same', { since: 0, limit: 100 }),
        first,
      )

      await broadcasts.advance({ app, id: first!, cursor: '' }, undefined)
      assert.equal(await accept(1500, 999), first, 'it was accepted after that')
      assert.deepEqual(await ofApp(app), [])
      const again = await accept(9000, 1000)
      assert.notEqual(again, first)
      assert.deepEqual(
        (await ofApp(app)).map(({ id, acceptedAt }) => [id, acceptedAt]),
        [[again, 9000]],
      )
    })

    test('those that are over are forgotten, the others are not', async () => {
      const { id: app } = await createApp(stores())
      const { broadcasts } = stores()
      const job = sampleBroadcast(app, { acceptedAt: 10 })
      await broadcasts.accept(job, 'over', { since: 0, limit: 100 })
      await broadcasts.accept(sampleBroadcast(app, { acceptedAt: 10 }), 'open', { since: 0, limit: 100 })
      await broadcasts.advance(job, undefined)
      await broadcasts.forget(10)
      assert.equal(
        await broadcasts.accept(sampleBroadcast(app), 'over', { since: 9, limit: 100 }),
        job.id,
        'not old enough',
      )
      await broadcasts.forget(11)
      assert.notEqual(await broadcasts.accept(sampleBroadcast(app), 'over', { since: 9, limit: 100 }), job.id)
      assert.equal((await ofApp(app)).length, 2)
    })

    test('messages and how far the broadcast has come are written together, or neither', async () => {
      const app = await createApp(stores())
      const job = sampleBroadcast(app.id)
      await stores().broadcasts.accept(job, 'x', { since: 0, limit: 100 })
      const page = (cursor: string, to: string) =>
        stores().commit(({ logs, broadcasts }) => [
          broadcasts.advance({ ...job, cursor }, to),
          logs.append([sampleEntry(app, 'admin', 'bob')]),
        ])
      await page('', 'a')
      await assert.rejects(page('', 'a'), Outdated)
      await page('a', 'b')
      assert.equal((await stores().logs.read(app.id, 'p:admin|bob', 0, 10)).length, 2)
    })
  })
}
