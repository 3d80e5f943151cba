import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Ceiling, type Pair, type PairChange, strangers } from '../../domain/contacts/relation.ts'
import { encodePageCursor } from '../../domain/query/page-cursor.ts'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { applies, createApp, sampleUser } from './samples.ts'

let lastVersion = 0

export function contactContract(open: () => Stores): void {
  /** An app with users. */
  async function appWith(...names: string[]): Promise<App> {
    const app = await createApp(open())
    await open().users.create(names.map((name) => sampleUser(app, name)))
    return app
  }
  const save = (app: App, changes: readonly PairChange[], ceiling: Ceiling | null = null) =>
    applies(open().commit(({ contacts }) => [contacts.save(app.id, changes, ceiling)]))
  const between = async (app: App, user: string, peer: string) =>
    (await open().contacts.between(app.id, user, [peer])).get(peer)
  const names = async (app: App, user: string, list: 'contacts' | 'blocked' = 'contacts') =>
    (await open().contacts.list(app.id, user, list, {})).contacts.map(({ name }) => name)

  describe('contacts', () => {
    test('a pair comes back as saved, seen from either side, in its app only', async () => {
      const app = await appWith('alice', 'bob')
      const other = await appWith('alice', 'bob')
      const change = changed('alice', 'bob', {
        mine: { contact: 7, remark: '👩‍👩‍👧 "quoted" \\ 𝔘', requested: false, blocked: 9 },
        theirs: { contact: 7, remark: '', requested: true, blocked: null },
      })
      assert.equal(await save(app, [change]), true)
      const { mine, theirs, version } = change.pair
      assert.deepEqual(await between(app, 'alice', 'bob'), { mine, theirs, version })
      assert.deepEqual(await between(app, 'bob', 'alice'), { mine: theirs, theirs: mine, version })
      assert.equal(await between(other, 'alice', 'bob'), undefined)
      assert.deepEqual(await names(other, 'alice'), [])
      assert.deepEqual(await open().contacts.between(app.id, 'alice', []), new Map())
    })

    test('the roster comes newest first in pages, and its state moves with every change', async () => {
      const app = await appWith('alice', 'bob', 'carol', 'dave')
      const { contacts: store } = open()
      assert.deepEqual(await store.rosterState(app.id, 'alice'), { count: 0, newest: 0 })
      const pairs = [
        changed('alice', 'bob', contacts(7)),
        changed('carol', 'alice', contacts(9)),
        changed('alice', 'dave', { mine: { contact: null, remark: '', requested: false, blocked: 4 } }),
      ]
      await save(app, pairs)
      const newest = pairs[1]!.pair.version
      assert.deepEqual(await store.rosterState(app.id, 'alice'), { count: 2, newest })
      const first = await store.roster(app.id, 'alice', { limit: 1, below: 100 })
      assert.deepEqual(first, [{ name: 'carol', remark: '', place: 9, version: newest }])
      const rest = await store.roster(app.id, 'alice', { limit: 5, below: 9 })
      assert.deepEqual(
        rest.map(({ name, place }) => [name, place]),
        [['bob', 7]],
      )
    })

    test('a pair is replaced only if it is still the one that was read', async () => {
      const app = await appWith('alice', 'bob', 'carol')
      const first = changed('alice', 'bob', contacts(1))
      assert.equal(await save(app, [first]), true)
      assert.equal(await save(app, [changed('alice', 'bob', contacts(2))]), false, 'one is there already')
      const second = changed('bob', 'alice', contacts(3), first.pair.version)
      assert.equal(await save(app, [second]), true)
      assert.equal(await save(app, [changed('alice', 'bob', contacts(4), first.pair.version)]), false)
      assert.equal(await save(app, [changed('alice', 'bob', {}, first.pair.version)]), false)
      assert.equal(await save(app, [changed('alice', 'carol', contacts(5), 17)]), false, 'none is there')
      assert.equal((await between(app, 'alice', 'bob'))?.version, second.pair.version)
      assert.equal(await save(app, [changed('alice', 'bob', {}, second.pair.version)]), true)
      assert.equal(await between(app, 'alice', 'bob'), undefined)
    })

    test('nothing is written for unknown users', async () => {
      const app = await appWith('alice')
      assert.equal(await save(app, [changed('alice', 'nobody', contacts(1))]), false)
      assert.equal(await save(app, [changed('nobody', 'alice', contacts(1))]), false)
    })

    test('of many concurrent changes of a pair, one succeeds', async () => {
      const app = await appWith('alice', 'bob')
      const rivals = Array.from({ length: 20 }, (_, i) => changed('alice', 'bob', contacts(i + 1)))
      const results = await Promise.all(rivals.map((rival) => save(app, [rival])))
      assert.equal(results.filter(Boolean).length, 1)
      assert.equal((await between(app, 'alice', 'bob'))?.version, rivals[results.indexOf(true)]!.pair.version)
    })

    test('lists go page by page, newest first; a foreign cursor is refused', async () => {
      const friends = ['zoe', 'bob', 'mia', 'tom', 'Ω']
      const app = await appWith('alice', ...friends)
      const changes = friends.map((name, i) =>
        changed('alice', name, {
          mine: { contact: i + 1, remark: name.toUpperCase(), requested: false, blocked: i % 2 ? i : null },
          theirs: { ...strangers.theirs, contact: i + 1 },
        }),
      )
      assert.equal(await save(app, changes), true)
      const store = open().contacts
      const pages: string[][] = []
      let cursor: string | undefined
      do {
        const page = await store.list(app.id, 'alice', 'contacts', { limit: 2, cursor })
        pages.push(page.contacts.map(({ name }) => name))
        cursor = page.cursor
      } while (cursor !== undefined)
      assert.deepEqual(pages, [['Ω', 'tom'], ['mia', 'bob'], ['zoe']])
      const full = await store.list(app.id, 'alice', 'contacts', { limit: 5, cursor: '' })
      assert.equal(full.contacts[1]?.remark, 'TOM')
      assert.equal('cursor' in full, false, 'the last page, though full, has no cursor')
      const foreign = encodePageCursor('blocked', [9])
      for (const cursor of ['nonsense', foreign])
        await assert.rejects(store.list(app.id, 'alice', 'contacts', { limit: 5, cursor }), {
          code: 'request.cursor_illegal',
        })
      assert.deepEqual(await names(app, 'alice', 'blocked'), ['tom', 'bob'])
      assert.deepEqual(await names(app, 'tom'), ['alice'])

      const lengths = (list: 'contacts' | 'blocked') =>
        store.lengths(app.id, list, ['alice', 'tom', 'nobody'])
      assert.deepEqual([...(await lengths('contacts'))].sort(), [
        ['alice', 5],
        ['tom', 1],
      ])
      assert.deepEqual([...(await lengths('blocked'))], [['alice', 2]])
      assert.deepEqual((await store.peers(app.id, 'alice', 3)).length, 3)
      assert.deepEqual(await store.peers(app.id, 'tom', 3), ['alice'])
    })

    test('a write that takes a list beyond its limit is refused, with everything in it', async () => {
      const app = await appWith('alice', 'bob', 'carol', 'dora')
      const ceiling: Ceiling = { list: 'contacts', of: ['alice'], most: 2 }
      const befriend = (peer: string, place: number) =>
        save(app, [changed('alice', peer, contacts(place))], ceiling)
      assert.deepEqual([await befriend('bob', 1), await befriend('carol', 2)], [true, true])
      assert.equal(await befriend('dora', 3), false)
    })

    test('deleted users leave nothing behind, on either side', async () => {
      const app = await appWith('alice', 'bob', 'carol')
      const pairs = [
        ['alice', 'bob'],
        ['carol', 'alice'],
        ['bob', 'carol'],
      ] as const
      assert.equal(
        await save(
          app,
          pairs.map(([a, b], i) => changed(a, b, contacts(i + 1))),
        ),
        true,
      )
      await open().users.delete(app.id, ['alice'])
      assert.deepEqual(await names(app, 'alice'), [])
      assert.deepEqual(await names(app, 'bob'), ['carol'])
      assert.deepEqual(await names(app, 'carol'), ['bob'])
    })
  })
}

function changed(user: string, peer: string, pair: Partial<Pair>, replaces = 0): PairChange {
  return { user, peer, pair: { ...strangers, ...pair, version: ++lastVersion }, replaces }
}

/** Contacts of each other. */
function contacts(place: number): Partial<Pair> {
  return {
    mine: { ...strangers.mine, contact: place },
    theirs: { ...strangers.theirs, contact: place },
  }
}
