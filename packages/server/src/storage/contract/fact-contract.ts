import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fact, Happening, LooseFact } from '../../domain/facts/fact.ts'
import type { FactCursor } from '../../domain/facts/fact-cursor.ts'
import { FactReader } from '../../domain/facts/fact-reader.ts'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { createApp, sampleEntry } from './samples.ts'

const sent = { kind: 'message.sent', by: { kind: 'user', name: 'alice', device: 'web' } } as const

/** The stream of facts: committed with entries and without, read, and pruned. */
export function factContract(open: () => Stores): void {
  describe('facts', () => {
    test('a fact is written with its entry and comes back complete, and a repeat writes none', async () => {
      const { logs, facts } = open()
      const app = await createApp(open())
      const from = await heads(open())
      const entries = [sampleEntry(app, 'alice', 'bob'), sampleEntry(app, 'alice', 'bob')]
      const former = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      const edited = {
        kind: 'message.edited',
        message: entries[0]!.id,
        count: 1,
        former: Buffer.from(former),
        by: { kind: 'org', org: 'acme', username: '管理员🙂' },
      } as const
      const before = Date.now()
      await logs.append(entries, [undefined, edited])
      await logs.append(entries, [sent, sent])
      const [fact, ...others] = await ofApp(open(), app, from)
      assert.deepEqual(others, [])
      const { lane, pos, at, ...rest } = fact!
      assert.deepEqual(rest, {
        ...edited,
        former,
        app: app.id,
        subject: 'p:alice|bob',
        seq: 2,
        entry: entries[1]!.id,
      })
      assert.equal((await facts.lanes()).heads[lane], pos)
      // The database runs on this machine and shares its clock.
      assert.ok(at >= before - 5 && at <= Date.now() + 5)
    })

    test('edits and recalls are found by the logs of an app, in the order of each', async () => {
      const { logs, facts } = open()
      const [app, other] = [await createApp(open()), await createApp(open())]
      const change = (kind: 'message.edited' | 'message.recalled', message: number) =>
        ({ kind, message, count: 1, former: Uint8Array.of(message), by: { kind: 'app' } }) as const
      const write = (where: App, peer: string, ...happenings: Happening[]) =>
        logs.append(
          happenings.map(() => sampleEntry(where, 'alice', peer)),
          happenings,
        )
      await write(app, 'bob', sent, change('message.edited', 1), sent, change('message.recalled', 1))
      await write(app, 'carol', change('message.recalled', 2))
      await write(app, 'dave', change('message.recalled', 3))
      await write(other, 'bob', change('message.recalled', 4))
      const found = await facts.changes(app.id, ['p:alice|bob', 'p:alice|carol'])
      assert.deepEqual(
        found.map((fact) => [fact.kind, fact.seq, 'former' in fact && fact.former]),
        [
          ['message.edited', 2, Uint8Array.of(1)],
          ['message.recalled', 4, Uint8Array.of(1)],
          ['message.recalled', 1, Uint8Array.of(2)],
        ],
      )
      assert.deepEqual(await facts.changes(app.id, []), [])
    })

    test('a fact without an entry is written alone or in a commit, and not if that is refused', async () => {
      const stores = open()
      const app = await createApp(stores)
      const from = await heads(stores)
      const loose = (name: string): LooseFact => ({
        kind: 'user.registered',
        user: name,
        by: { kind: 'system' },
        app: app.id,
        subject: `u:${name}`,
      })
      await stores.facts.append([loose('a'), loose('b')])
      await stores.commit(({ facts, logs }) => [
        logs.append([sampleEntry(app, 'alice', 'bob')], [sent]),
        facts.append([loose('c')]),
        logs.append([sampleEntry(app, 'alice', 'bob')], [sent]),
      ])
      const undone = stores.commit(({ facts, logs, pins }) => [
        facts.append([loose('d')]),
        logs.append([sampleEntry(app, 'alice', 'bob')], [sent]),
        pins.remove(app.id, 'p:alice|bob', 1),
      ])
      await assert.rejects(undone, { code: 'pin.unknown' })
      await stores.logs.append([sampleEntry(app, 'alice', 'bob')], [sent])
      const found = await inOrder(stores, app, from)
      const bySubject = Map.groupBy(found, ({ subject }) => subject)
      assert.deepEqual([...bySubject.keys()].sort(), ['p:alice|bob', 'u:a', 'u:b', 'u:c'])
      assert.deepEqual(
        bySubject.get('p:alice|bob')!.map(({ seq }) => seq),
        [1, 2, 3],
      )
      assert.deepEqual(
        found.filter(({ subject }) => subject === 'u:a').map(({ seq, entry }) => [seq, entry]),
        [[null, null]],
      )
    })

    test('despite concurrent writes and rollbacks, each fact comes once and those of a log in order, for any page size', async () => {
      const stores = open()
      const app = await createApp(stores)
      const from = await heads(stores)
      const expected = new Set<number>()
      const peers = ['bob', 'carol', 'dave', 'eve', 'frank']
      const add = () => sampleEntry(app, 'alice', peers[Math.floor(Math.random() * peers.length)]!)
      await Promise.all(
        Array.from({ length: 240 }, async (_, index) => {
          const entries = Array.from({ length: 1 + (index % 4) }, add)
          const happenings = entries.map(() => sent)
          if (index % 3 === 0) await stores.logs.append(entries, happenings)
          else {
            const isUndone = index % 3 === 2 && index % 2 === 0
            const done = stores.commit(({ logs, facts, pins }) => [
              facts.append([{ ...sent, app: app.id, subject: 'u:alice' }]),
              logs.append(entries, happenings),
              isUndone ? pins.remove(app.id, 'p:alice|bob', 1) : Promise.resolve(),
            ])
            if (isUndone) return assert.rejects(done, { code: 'pin.unknown' })
            await done
          }
          for (const { id } of entries) expected.add(id)
        }),
      )
      const once = await inOrder(stores, app, from)
      const ids = once.flatMap(({ entry }) => entry ?? [])
      assert.equal(ids.length, expected.size)
      assert.deepEqual(new Set(ids), expected)
      assertInOrder(once)
    })

    test('pruning leaves what is after the cursor, and the newest of each lane, from which positions continue', async () => {
      const stores = open()
      const app = await createApp(stores)
      const from = await heads(stores)
      await stores.logs.append(
        Array.from({ length: 10 }, () => sampleEntry(app, 'alice', 'bob')),
        Array.from({ length: 10 }, () => sent),
      )
      const [first, ...rest] = await ofApp(stores, app, from)
      const { lane } = first!
      const lanes = await stores.facts.lanes()
      const prune = async (upTo: FactCursor) => {
        while ((await stores.facts.prune(upTo, 4)) > 0);
      }
      await prune({ [lane]: rest[2]!.pos })
      const left = (await stores.facts.read({}, 10_000)).facts.filter((fact) => fact.lane === lane)
      assert.deepEqual(left, rest.slice(3))
      await prune(lanes.heads)
      const newest = (await stores.facts.read({}, 10_000)).facts.filter((fact) => fact.lane === lane)
      assert.deepEqual(newest, rest.slice(-1))
      await Promise.all(
        Array.from({ length: 8 }, () => stores.logs.append([sampleEntry(app, 'alice', 'bob')], [sent])),
      )
      const after = await ofApp(stores, app, lanes.heads)
      assert.equal(after.length, 8)
    })
  })
}

async function heads({ facts }: Stores): Promise<FactCursor> {
  return (await facts.lanes()).heads
}

async function ofApp({ facts }: Stores, app: App, from: FactCursor): Promise<Fact[]> {
  return (await facts.read(from, 100_000)).facts.filter((fact) => fact.app === app.id)
}

/** In the order in which a subscriber gets them. */
async function inOrder({ facts }: Stores, app: App, from: FactCursor): Promise<Fact[]> {
  const reader = new FactReader(facts)
  const found: Fact[] = []
  for (let cursor = from; ; ) {
    const page = await reader.after(cursor)
    if (page.facts.length === 0) return found
    found.push(...page.facts.filter((fact) => fact.app === app.id))
    cursor = page.to
  }
}

function assertInOrder(facts: readonly Fact[]): void {
  const last = new Map<string, number>()
  for (const { subject, seq, lane, pos } of facts) {
    if (seq === null) continue
    const before = last.get(subject) ?? 0
    assert.ok(seq > before, `${subject} ${seq} at ${lane}/${pos} comes after ${before}`)
    last.set(subject, seq)
  }
}
