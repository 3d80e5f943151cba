import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { RoamingRequest } from '../../packages/server/src/domain/history/roaming.ts'
import { type Entry, entryKind, type NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { idFloor, idTime } from '../../packages/server/src/kernel/id-generator.ts'
import { createDatabase, type TestDatabase, withoutPostgres } from '../harness/postgres.ts'
import { Random } from '../harness/random.ts'
import { TestServer } from '../harness/test-server.ts'

const SIZES = [1, 7, 50]
const DIRECTIONS = [true, false]
const START = Date.now() - 3600_000
/** ms between two conversations, so that their ids differ. */
const APART_MS = 120_000
/** ms between two entries, and the clock skew between the writers. */
const STEP_MS = 200
const SKEW_MS = 25_000

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  const skip = engine === 'PostgreSQL' && withoutPostgres()

  describe(`pages of a log whose ids are out of order, on ${engine}`, { skip }, () => {
    let server: TestServer
    let database: TestDatabase | undefined
    let conversations = 0
    before(async () => {
      if (engine === 'PostgreSQL') database = await createDatabase()
      server = await TestServer.start({ ...(database && { RINGPOST_DATABASE_URL: database.url }) })
      await server.users('alice')
    })
    after(async () => {
      await server.close()
      await database?.drop()
    })

    /**
     * Writes a conversation of alice's: `count` messages sent and every `pastEvery`th imported; returns it in order of
     * positions.
     */
    async function write(peer: string, count: number, pastEvery: number): Promise<Entry[]> {
      const random = new Random(count)
      const start = START + ++conversations * APART_MS
      const log = pairLog('alice', peer)
      const made = Array.from({ length: count }, (_, n): NewEntry => {
        const time = start + n * STEP_MS + random.below(SKEW_MS)
        return entryOf(server.app.id, log, peer, n, time)
      })
      const past = made.filter((_, n) => n % pastEvery === pastEvery - 1)
      const entries = made.map((entry): NewEntry => (past.includes(entry) ? { ...entry, past: true } : entry))
      const { logs } = server.running.core.stores
      const appended = await logs.append(entries)
      const stored = entries.map((entry, i): Entry => ({ ...entry, seq: appended[i]!.seq }))
      return stored.sort((a, b) => a.seq - b.seq)
    }
    const page = (peer: string, request: Partial<RoamingRequest>) =>
      server.running.core.roaming.page({ app: server.app, actor: { kind: 'app' } }, 'alice', {
        peer: { kind: 'user', id: peer },
        ...{ start: null, descending: true, limit: 20, contentTypes: null, senders: null, from: null },
        ...{ until: null, ...request },
      })
    async function walk(peer: string, request: Partial<RoamingRequest>): Promise<number[]> {
      const ids: number[] = []
      for (let { start = null } = request; ; ) {
        const { messages, next, isLast } = await page(peer, { ...request, start })
        assert.ok(messages.length <= (request.limit ?? 20))
        ids.push(...messages.map(({ id }) => id))
        if (isLast) return ids
        assert.ok(next !== start, 'a page advances')
        start = next
      }
    }
    /**
     * Checks that each expected message occurs once, and that both directions agree. @returns the ids, oldest first.
     */
    async function assertEach(
      peer: string,
      all: readonly Entry[],
      wanted: (entry: Entry) => boolean,
      request: Partial<RoamingRequest>,
    ): Promise<number[]> {
      const expected = all.filter(wanted).map(({ id }) => id)
      assert.ok(expected.length > 0)
      let order: number[] | undefined
      for (const limit of SIZES)
        for (const descending of DIRECTIONS) {
          const ids = await walk(peer, { ...request, limit, descending })
          if (descending) ids.reverse()
          assert.deepEqual(new Set(ids), new Set(expected), `${limit} per page, descending: ${descending}`)
          assert.equal(ids.length, expected.length)
          order ??= ids
          assert.deepEqual(ids, order)
        }
      return order!
    }

    for (const [peer, pastEvery] of [
      ['bob', Number.POSITIVE_INFINITY],
      ['carol', 3],
    ] as const)
      test(`each message once, at every page size, in both directions${peer === 'carol' ? ', imported ones included' : ''}`, async () => {
        const all = await write(peer, 70, pastEvery)
        const live = all.filter(({ seq }) => seq > 0)
        assert.ok(live.some(({ id }, n) => n > 0 && id < live[n - 1]!.id))

        const order = await assertEach(peer, all, () => true, {})
        const sent = new Set(live.map(({ id }) => id))
        assert.deepEqual(
          order.filter((id) => sent.has(id)),
          live.map(({ id }) => id),
          'live messages keep the order of their positions',
        )
        await assertEach(peer, all, ({ contentType }) => contentType === 1, { contentTypes: [1] })
        await assertEach(peer, all, ({ sender }) => sender === peer, { senders: [peer] })
        const times = all.map(({ id }) => idTime(id)).sort((a, b) => a - b)
        for (const [first, last] of [
          [0, 20],
          [30, 31],
          [40, 69],
        ] as const) {
          const [from, until] = [times[first]!, times[last]!]
          await assertEach(peer, all, ({ id }) => from <= idTime(id) && idTime(id) <= until, { from, until })
        }
        for (const id of [...order.filter((_, n) => n % 3 === 0), order[7]! + 1]) {
          const behind = await walk(peer, { start: id, descending: false, limit: 50 })
          const inFront = await walk(peer, { start: id, descending: true, limit: 50 })
          const itself = order.includes(id) ? [id] : []
          assert.deepEqual(
            [...inFront.reverse(), ...itself, ...behind],
            order,
            'the id of any message works as a cursor',
          )
        }
      })

    test('messages deleted by time are gone, the others remain', async () => {
      const all = await write('dave', 70, 3)
      const time = idTime(all.at(-30)!.id)
      const { historyDeletions } = server.running.core
      const actor = { kind: 'app' } as const
      await historyDeletions.deleteUntil(
        { app: server.app, actor },
        'alice',
        { kind: 'user', id: 'dave' },
        time,
        {
          tell: false,
        },
      )
      await assertEach('dave', all, ({ id }) => idTime(id) > time, {})
    })
  })
}

function entryOf(app: number, log: string, peer: string, n: number, time: number): NewEntry {
  const isMine = n % 2 === 0
  return {
    ...{ app, log, id: idFloor(time) + n, time, kind: entryKind.message, contentType: n % 5 === 0 ? 1 : 0 },
    ...{ sender: isMine ? 'alice' : peer, senderDevice: null, receiver: isMine ? peer : 'alice' },
    ...{ receiverDevice: null, echo: true, audience: null, origin: null, attributes: null },
    ...{ payload: new Uint8Array([n]), followers: ['alice', peer] },
  }
}
