import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { NewEntry } from '../../domain/log/entry.ts'
import type { LogKind } from '../../domain/log/log-key.ts'
import type { Behind } from '../../domain/log/log-store.ts'
import type { Expired, Plan } from '../../domain/retention/retention-store.ts'
import type { Stores } from '../../domain/stores.ts'
import { sampleRecord } from './moderation-record-contract.ts'
import { createApp, sampleEntry, sampleUser } from './samples.ts'

const LOG = 'p:alice|bob'
const INBOX = 'u:bob'
const NEVER: Plan = { rules: [], compactBefore: 0, livingSince: 0 }

/** Removal of entries, and what is left of them. */
export function retentionContract(open: () => Stores): void {
  describe('retention', () => {
    test('what is in front of the floor is gone for everybody; positions, history and delivery go on behind it', async () => {
      const { say, removeUpTo, behind, app, stores } = await scene(open())
      const { logs, roaming, conversations } = stores
      const ids = await say(6)
      await removeUpTo(LOG, 4)
      assert.deepEqual(
        (await logs.read(app.id, LOG, 0, 9)).map(({ seq }) => seq),
        [5, 6],
      )
      assert.equal(await logs.find(app.id, ids[3]!), undefined)
      assert.deepEqual(await behind(), [{ log: LOG, acknowledged: 4, head: 6 }])
      assert.deepEqual(await roaming.view(app.id, 'bob', LOG), {
        reach: { start: 0, until: null, cleared: false },
        forgotten: 0,
        first: 5,
        last: 6,
        floor: 5,
        peer: { delivered: 0, read: 0 },
      })
      const positions = await Promise.all(
        [ids[0]!, ids[3]!, ids[4]!, ids[5]!, ids[5]! + 1].map((id) =>
          roaming.positionBefore(app.id, LOG, id),
        ),
      )
      assert.deepEqual(positions, [4, 4, 4, 5, 6])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 2)
      const list = { only: 'all', empty: false, limit: 9, start: {} } as const
      assert.deepEqual(
        (await conversations.list(app.id, 'bob', list)).conversations.map(({ log, unread }) => [log, unread]),
        [[LOG, 2]],
      )
    })

    test('an emptied log is still there: it keeps its head, and the next entry gets the next position', async () => {
      const { say, removeUpTo, behind, app, stores } = await scene(open())
      const { logs, roaming, conversations } = stores
      const ids = await say(3)
      await removeUpTo(LOG, 3)
      assert.deepEqual([await logs.isUsed(app.id, LOG), await logs.isUsed(app.id, 'g:none')], [true, false])
      assert.deepEqual(await behind(), [])
      assert.deepEqual(await behind('new'), [])
      assert.equal(await roaming.positionBefore(app.id, LOG, ids[0]!), 3)
      assert.equal((await roaming.view(app.id, 'bob', LOG))?.last, 3)
      const list = { only: 'all', empty: true, limit: 9, start: {} } as const
      assert.deepEqual(
        (await conversations.list(app.id, 'bob', list)).conversations.map(({ last, unread }) => [
          last,
          unread,
        ]),
        [[null, 0]],
      )
      await conversations.hide(app.id, 'bob', LOG, Date.now())
      assert.deepEqual((await conversations.list(app.id, 'bob', list)).conversations, [])
      const [next] = await logs.append([sampleEntry(app, 'alice', 'bob')])
      assert.equal(next!.seq, 4)
      assert.deepEqual(await behind(), [{ log: LOG, acknowledged: 3, head: 4 }])
      assert.equal((await conversations.list(app.id, 'bob', list)).conversations[0]!.unread, 1)
    })

    test('pins, readers, erasures, reports and records of moderation go with their message; those of others stay', async () => {
      const { say, removeUpTo, app, stores } = await scene(open())
      const { pins, readers, roaming, reports, users, moderationRecords: records } = stores
      await users.create([sampleUser(app, 'moderated')])
      const [gone, kept] = (await say(2)) as [number, number]
      for (const [at, message] of [gone, kept].entries()) {
        await pins.add(app.id, LOG, { message, at, by: 'bob' }, 9)
        await readers.note(app.id, message, 'bob', 1)
        await roaming.erase(app.id, 'alice', LOG, [message])
        const report = { id: at + 1, message, reporter: 'bob', type: '', reason: '', at: 1 }
        await reports.add(app.id, report, { ofUser: 9, ofApp: 9 })
        await records.add(app.id, [sampleRecord(at + 1, { message, sender: 'moderated' })])
      }
      await removeUpTo(LOG, 1)
      assert.deepEqual(
        (await pins.list(app.id, 'bob', LOG, 9, undefined)).pins.map(({ message }) => message.id),
        [kept],
      )
      assert.deepEqual([...(await readers.counts(app.id, [gone, kept]))], [[kept, 1]])
      assert.deepEqual(
        (await reports.list(app.id, 0, 9)).map(({ message }) => message),
        [kept],
      )
      const range = { first: 1, last: 9 }
      assert.deepEqual(
        (await records.lines(app.id, range, 9)).map(({ id }) => id),
        [2],
      )
    })

    test('rules are by app and kind; a rule of an app replaces the common one', async () => {
      const { app, other, stores, keys, look } = await twoApps(open())
      const entries = [
        sampleEntry(app, 'alice', 'bob'),
        sampleEntry(app, 'alice', 'bob', { log: 'g:1' }),
        sampleEntry(app, 'alice', 'bob', { log: 'r:1' }),
        sampleEntry(app, 'alice', 'bob', { log: INBOX }),
        sampleEntry(other, 'alice', 'bob'),
        sampleEntry(other, 'alice', 'bob', { log: 'g:1' }),
      ]
      await stores.logs.append(entries)
      const cut = entries.at(-1)!.id + 1
      const rule = (kind: LogKind, of = 0, before = cut) => ({ app: of, kind, cut: before })
      assert.deepEqual(keys(await look(entries, [rule('pair')])), [`${app.id} pair`, `${other.id} pair`])
      assert.deepEqual(keys(await look(entries, [rule('pair'), rule('pair', app.id, 0)])), [
        `${other.id} pair`,
      ])
      assert.deepEqual(keys(await look(entries, [rule('group', app.id)])), [`${app.id} group`])
      assert.deepEqual(keys(await look(entries, [rule('room'), rule('inbox')])), [
        `${app.id} room`,
        `${app.id} inbox`,
      ])
      assert.deepEqual(
        keys(await look(entries, [rule('pair', 0, entries[0]!.id)])),
        [],
        'the id itself stays',
      )
    })

    test('counted: rows, the oldest and bytes, by app and kind', async () => {
      const { app, stores } = await scene(open())
      const entries = [
        sampleEntry(app, 'alice', 'bob', { payload: new Uint8Array(1000) }),
        sampleEntry(app, 'bob', 'alice', { payload: new Uint8Array(2000) }),
        sampleEntry(app, 'bob', 'alice', { log: INBOX }),
      ]
      await stores.logs.append(entries)
      const plan = { ...NEVER, rules: [{ app: 0, kind: 'pair' as const, cut: entries[2]!.id + 1 }] }
      const { tallies, next } = await stores.retention.tally(plan, rangeOf(entries))
      assert.equal(next, null)
      assert.deepEqual(
        tallies.map(({ bytes, ...rest }) => rest),
        [{ app: app.id, kind: 'pair', rows: 2, oldest: entries[0]!.id }],
      )
      assert.ok(tallies[0]!.bytes > 3000 && tallies[0]!.bytes < 4000, String(tallies[0]!.bytes))
    })

    test('imported messages go by their ids, whatever the positions of others', async () => {
      const { app, stores } = await scene(open())
      const old = [sampleEntry(app, 'alice', 'bob', { past: true }), sampleEntry(app, 'alice', 'bob')]
      const young = [sampleEntry(app, 'alice', 'bob', { past: true }), sampleEntry(app, 'alice', 'bob')]
      await stores.logs.append([...young, ...old].toSorted((a, b) => a.id - b.id))
      const plan = { ...NEVER, rules: [{ app: app.id, kind: 'pair' as const, cut: young[0]!.id }] }
      const { expired } = await stores.retention.expired(plan, rangeOf([...old, ...young]), 9)
      assert.deepEqual(
        expired.map(({ id }) => id),
        old.map(({ id }) => id),
      )
      await stores.retention.remove(expired)
      assert.deepEqual(
        (await stores.logs.read(app.id, LOG, Number.MIN_SAFE_INTEGER, 9)).map(({ id }) => id),
        young.map(({ id }) => id),
      )
    })

    test('notices go once all living devices have them, and stay if no device is alive', async () => {
      const { app, stores } = await scene(open(), ['web', 'phone', 'old'])
      const { logs, retention } = stores
      const entries = Array.from({ length: 4 }, () =>
        sampleEntry(app, 'alice', 'bob', { log: INBOX, followers: ['bob'] }),
      )
      await logs.append(entries)
      const acknowledge = (device: string, seq: number) =>
        logs.saveCursors([{ app: app.id, user: 'bob', device, log: INBOX, seq }])
      const found = async (livingSince: number, compactBefore = entries[3]!.id + 1) => {
        const plan = { rules: [], compactBefore, livingSince }
        return (await retention.expired(plan, rangeOf(entries), 9)).expired.map(({ seq }) => seq)
      }
      assert.deepEqual(await found(500), [])
      await acknowledge('web', 3)
      assert.deepEqual(await found(500), [], 'the phone has none')
      await acknowledge('phone', 2)
      assert.deepEqual(await found(500), [1, 2], 'the old device does not count')
      assert.deepEqual(await found(500, entries[1]!.id), [1], 'young ones stay')
      assert.deepEqual(await found(2500), [1, 2, 3], 'nor does the phone now')
      assert.deepEqual(await found(5000), [], 'nobody is alive')
      assert.deepEqual(await found(0), [], 'the old device is')
    })

    test('a look is bounded by results and by entries, and says where to continue', async () => {
      const { app, stores } = await scene(open())
      const entries = Array.from({ length: 4100 }, () => sampleEntry(app, 'alice', 'bob'))
      for (let i = 0; i < entries.length; i += 700) await stores.logs.append(entries.slice(i, i + 700))
      const range = rangeOf(entries)
      const plan = { ...NEVER, rules: [{ app: 0, kind: 'pair' as const, cut: range.before }] }
      const some = await stores.retention.expired(plan, range, 10)
      assert.deepEqual([some.expired.length, some.next], [10, entries[9]!.id + 1])
      const none = await stores.retention.expired(NEVER, range, 10)
      assert.deepEqual([none.expired.length, none.next], [0, entries[2000]!.id])
      const { next } = await stores.retention.tally(NEVER, { ...range, from: none.next! })
      assert.equal(next, entries[4000]!.id)
      assert.equal((await stores.retention.tally(NEVER, { ...range, from: next! })).next, null)
    })

    test('the parts of logs that go are read in order, and reaches are kept', async () => {
      const { say, app, stores } = await scene(open())
      const ids = await say(4)
      const [entry] = await expiredIn(stores, app.id, ids)
      const parts = [{ app: app.id, log: entry!.log, floor: 2, upTo: 4 }]
      assert.deepEqual(await stores.retention.entriesIn(parts, 2), [
        { app: app.id, log: entry!.log, id: ids[1], seq: 2 },
        { app: app.id, log: entry!.log, id: ids[2], seq: 3 },
      ])
      const reaches = [
        { app: 0, kind: 'compact' as const, reach: 5 },
        { app: app.id, kind: 'pair' as const, reach: 7 },
      ]
      await stores.retention.saveReaches([{ app: 0, kind: 'room', reach: 1 }])
      await stores.retention.saveReaches(reaches)
      const kept = async () => (await stores.retention.reaches()).toSorted((a, b) => a.app - b.app)
      assert.deepEqual(await kept(), reaches)
      await stores.retention.lowerReaches(app.id, 6)
      assert.deepEqual(await kept(), [reaches[0], { ...reaches[1]!, reach: 6 }])
      await stores.retention.lowerReaches(app.id + 1, 3)
      assert.deepEqual(await kept(), [
        { ...reaches[0]!, reach: 3 },
        { ...reaches[1]!, reach: 6 },
      ])
    })
  })
}

/** All entries of a range, as if they had been kept long enough. */
async function expiredIn(stores: Stores, app: number, ids: readonly number[]): Promise<Expired[]> {
  const range = { from: ids[0]!, before: ids.at(-1)! + 1 }
  const kinds = ['pair', 'group', 'room', 'inbox'] as const
  const rules = kinds.map((kind) => ({ app, kind, cut: range.before }))
  return (await stores.retention.expired({ ...NEVER, rules }, range, ids.length)).expired
}

function rangeOf(entries: readonly NewEntry[]): { from: number; before: number } {
  const ids = entries.map(({ id }) => id)
  return { from: Math.min(...ids), before: Math.max(...ids) + 1 }
}

/** Users alice and bob, who has these devices: the first was seen at 3000, each other 1000 ms before. */
async function scene(stores: Stores, devices: readonly string[] = ['web']) {
  const app = await createApp(stores)
  await stores.users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
  for (const [index, resource] of devices.entries())
    await stores.logs.registerDevice(
      {
        app: app.id,
        user: 'bob',
        resource,
        uuid: '',
        name: '',
        seenAt: index === 2 ? 100 : 3000 - index * 1000,
      },
      9,
    )
  return {
    app,
    stores,
    async behind(device = 'web'): Promise<Behind[]> {
      return (await stores.logs.behind(app.id, 'bob', device)).logs
    },
    async say(count: number): Promise<number[]> {
      const entries = Array.from({ length: count }, () => sampleEntry(app, 'alice', 'bob'))
      await stores.logs.append(entries)
      return entries.map(({ id }) => id)
    },
    async removeUpTo(log: string, seq: number): Promise<void> {
      const ids = (await stores.logs.read(app.id, log, 0, 99)).map(({ id }) => id)
      const expired = await expiredIn(stores, app.id, ids)
      await stores.retention.remove(expired.filter((each) => each.seq <= seq))
    },
  }
}

async function twoApps(stores: Stores) {
  const { app } = await scene(stores)
  const other = await createApp(stores)
  return {
    app,
    other,
    stores,
    keys: (expired: readonly Expired[]) => expired.map(({ app, kind }) => `${app} ${kind}`),
    look: async (entries: readonly NewEntry[], rules: Plan['rules']) =>
      (await stores.retention.expired({ ...NEVER, rules }, rangeOf(entries), 99)).expired,
  }
}
