import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Attribute, AttributeChange } from '../../domain/attributes/attribute-store.ts'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp, sampleUser } from './samples.ts'

export function attributeContract(open: () => Stores): void {
  const set = (subject: string, holder: string, key: string, value: string, more: Partial<Attribute> = {}) =>
    ({
      subject,
      set: { holder, key, value, setter: '', autoDelete: false, ...more },
    }) satisfies AttributeChange

  describe('attributes', () => {
    test('come back as set, by subject, holder and key, in their app only', async () => {
      const app = await createApp(open())
      const other = await createApp(open())
      const store = open().attributes
      await store.save(
        app.id,
        [
          set('r:1', '', 'topic', '👩‍👩‍👧 "quoted" \\ 𝔘', { setter: 'alice', autoDelete: true }),
          set('r:1', '', 'host', 'bob', { setter: 'bob' }),
          set('r:2', '', 'topic', 'another room'),
          set('g:1', 'alice', 'nick', 'Al'),
          set('g:1', 'bob', 'nick', 'Bo'),
          set('g:1', 'bob', '__proto__', 'odd'),
        ],
        Date.now(),
      )
      await store.save(other.id, [set('r:1', '', 'topic', 'another app')], Date.now())
      assert.deepEqual(
        await store.values(app.id, 'r:1', ['']),
        new Map([['', { host: 'bob', topic: '👩‍👩‍👧 "quoted" \\ 𝔘' }]]),
      )
      assert.deepEqual(
        await store.values(app.id, 'g:1', ['bob', 'alice', 'carol'], ['nick', 'none']),
        new Map([
          ['alice', { nick: 'Al' }],
          ['bob', { nick: 'Bo' }],
        ]),
      )
      assert.deepEqual(Object.entries((await store.values(app.id, 'g:1', ['bob'])).get('bob')!), [
        ['__proto__', 'odd'],
        ['nick', 'Bo'],
      ])
      assert.deepEqual(await store.values(app.id, 'g:1', []), new Map())
      const { values, changedAt } = (await store.dated(app.id, 'g:1', ['bob'], ['nick'])).get('bob')!
      assert.deepEqual(values, { nick: 'Bo' })
      assert.ok(Math.abs(changedAt - Date.now()) < 60_000)
      await store.save(app.id, [set('g:1', 'bob', 'later', '1')], Date.now())
      const later = (await store.dated(app.id, 'g:1', ['bob'])).get('bob')!
      assert.ok(later.changedAt >= changedAt)
      await store.save(app.id, [{ subject: 'g:1', remove: { holder: 'bob', key: 'later' } }], Date.now())
      const heads = await store.heads(app.id, 'r:1', [''])
      assert.deepEqual(
        heads.sort((a, b) => (a.key < b.key ? -1 : 1)),
        [
          { holder: '', key: 'host', setter: 'bob', autoDelete: false, bytes: 7 },
          { holder: '', key: 'topic', setter: 'alice', autoDelete: true, bytes: 39 },
        ],
      )
      assert.deepEqual(await store.heads(app.id, 'r:1', []), [])
      assert.deepEqual(await store.holders(app.id, 'g:1', 'nick'), ['alice', 'bob'])
      assert.equal(await store.bytes(app.id, 'g:1'), 24)
      assert.equal(await store.bytes(app.id, 'g:1', 'alice'), 6)
      assert.equal(await store.bytes(app.id, 'none'), 0)
    })

    test('are replaced, removed, stripped and cleared, in the order of the changes', async () => {
      const app = await createApp(open())
      const store = open().attributes
      await store.save(
        app.id,
        [
          set('g:1', 'alice', 'a', '1'),
          set('g:1', 'alice', 'a', '2', { setter: 'bob', autoDelete: true }),
          set('g:1', 'alice', 'b', '1'),
          { subject: 'g:1', remove: { holder: 'alice', key: 'b' } },
          set('g:1', 'bob', 'a', '1'),
          { subject: 'g:1', strip: ['bob', 'carol'] },
          set('g:1', 'bob', 'c', '1'),
          set('t:1', 'bob', 'c', '1'),
          set('g:2', 'bob', 'c', '1'),
        ],
        Date.now(),
      )
      assert.deepEqual(Object.fromEntries(await store.values(app.id, 'g:1', ['alice', 'bob'])), {
        alice: { a: '2' },
        bob: { c: '1' },
      })
      assert.deepEqual(await store.heads(app.id, 'g:1', ['alice']), [
        { holder: 'alice', key: 'a', setter: 'bob', autoDelete: true, bytes: 2 },
      ])
      await store.clear(app.id, ['g:1', 't:1'])
      assert.equal((await store.values(app.id, 'g:1', ['alice', 'bob'])).size, 0)
      assert.equal((await store.values(app.id, 't:1', ['bob'])).size, 0)
      assert.equal((await store.values(app.id, 'g:2', ['bob'])).size, 1)
    })

    test('no write takes a holder beyond the limit on bytes, not even concurrent ones', async () => {
      const app = await createApp(open())
      const ceiling = { subject: 'u', holder: 'alice', bytes: 6 }
      const save = (key: string, value: string) =>
        applies(open().attributes.save(app.id, [set('u', 'alice', key, value)], 0, ceiling))
      assert.equal(await save('ext', 'abcd'), false)
      assert.equal(await open().attributes.bytes(app.id, 'u'), 0)
      assert.equal(await save('ext', 'abc'), true)
      assert.equal(await save('ext', 'é'), true)
      assert.deepEqual(
        (await Promise.all(['a', 'b', 'c', 'd'].map((key) => save(key, '')))).filter(Boolean),
        [true],
      )
      assert.equal(await open().attributes.bytes(app.id, 'u'), 6)
    })

    test('those of deleted users go with them', async () => {
      const app = await createApp(open())
      await open().users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
      const store = open().attributes
      await store.save(
        app.id,
        [
          set('u', 'alice', 'nickname', 'Al'),
          set('u', 'bob', 'nickname', 'Bo'),
          set('g:1', 'alice', 'nick', 'Al'),
          set('r:1', '', 'topic', 'tea', { setter: 'alice' }),
        ],
        Date.now(),
      )
      await open().users.delete(app.id, ['alice'])
      assert.deepEqual(await store.holders(app.id, 'u', 'nickname'), ['bob'])
      assert.deepEqual(await store.holders(app.id, 'g:1', 'nick'), [])
      assert.deepEqual(await store.holders(app.id, 'r:1', 'topic'), [''])
    })
  })
}
