import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import type { User } from '../../domain/users/user.ts'
import { createApp, sampleEntry, sampleUser } from './samples.ts'

export function userContract(open: () => Stores): void {
  describe('users', () => {
    test('a user comes back as it was, by name and by uuid, in its app only', async () => {
      const { users } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      const user: User = {
        ...sampleUser(app, '小明🙂'),
        passwordHash: 'hash',
        nickname: '👩‍👩‍👧 "quoted" \\ 𝔘',
        activated: false,
        tokenGeneration: 3,
        tokensValidFrom: 1_790_000_000_001,
        preferences: { notification_display_style: 1, silent: true, sound: '🔔' },
      }
      assert.deepEqual(await users.create([user]), { existing: new Set() })
      assert.deepEqual(await users.get(app.id, user.name), user)
      assert.deepEqual(await users.getByUuid(app.id, user.uuid), user)
      assert.equal(await users.get(other.id, user.name), undefined)
      assert.equal(await users.getByUuid(other.id, user.uuid), undefined)
      assert.equal(await users.get(app.id, user.uuid), undefined)
    })

    test('what exists is left as it is and reported', async () => {
      const { users } = open()
      const app = await createApp(open())
      const alice = sampleUser(app, 'alice')
      await users.create([alice])
      const { existing } = await users.create([
        { ...sampleUser(app, 'alice'), nickname: 'other' },
        sampleUser(app, 'bob'),
      ])
      assert.deepEqual(existing, new Set(['alice']))
      assert.deepEqual(await users.get(app.id, 'alice'), alice)
      assert.deepEqual(await users.known(app.id, ['alice', 'bob', 'carol']), new Set(['alice', 'bob']))
      assert.deepEqual(await users.create([]), { existing: new Set() })
      assert.deepEqual(await users.known(app.id, []), new Set())
    })

    test('of those who register one name at once, one gets it', async () => {
      const { users } = open()
      const app = await createApp(open())
      const rivals = Array.from({ length: 20 }, () => sampleUser(app, 'alice'))
      const results = await Promise.all(rivals.map((user) => users.create([user])))
      const winners = rivals.filter((_, index) => !results[index]!.existing.has('alice'))
      assert.equal(winners.length, 1)
      assert.deepEqual(await users.get(app.id, 'alice'), winners[0])
    })

    test('a write that breaks a rule fails alone, not with those beside it', async () => {
      const { users } = open()
      const app = await createApp(open())
      const taken = sampleUser(app, 'taken')
      await users.create([taken])
      const calls = Array.from({ length: 30 }, (_, index) =>
        users.create([
          sampleUser(app, `user${index}`),
          { ...sampleUser(app, `second${index}`), ...(index % 10 === 5 && { uuid: taken.uuid }) },
        ]),
      )
      for (const [index, { status }] of (await Promise.allSettled(calls)).entries()) {
        assert.equal(status, index % 10 === 5 ? 'rejected' : 'fulfilled')
        const known = await users.known(app.id, [`user${index}`, `second${index}`])
        assert.equal(known.size, index % 10 === 5 ? 0 : 2)
      }
    })

    test('thousands are created, asked for and deleted in one call', async () => {
      const { users } = open()
      const app = await createApp(open())
      const names = Array.from({ length: 2500 }, (_, index) => `user${index}`)
      await users.create(names.map((name) => sampleUser(app, name)))
      assert.equal((await users.known(app.id, [...names, 'nobody'])).size, 2500)
      await users.delete(app.id, names.slice(1))
      assert.deepEqual(await users.known(app.id, names), new Set(['user0']))
    })

    test('names of deleted users are remembered, whoever has them now', async () => {
      const { users } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      await users.create(['alice', 'bob', 'carol'].map((name) => sampleUser(app, name)))
      await users.delete(app.id, ['bob', 'carol', 'nobody'])
      await users.create([sampleUser(app, 'carol')])
      await users.delete(app.id, ['carol'])
      const names = ['alice', 'bob', 'carol', 'nobody']
      assert.deepEqual(await users.everKnown(app.id, names), new Set(['alice', 'bob', 'carol']))
      assert.deepEqual(await users.everKnown(other.id, names), new Set())
    })

    test('pages go through all users in order of creation; a foreign cursor starts at the beginning', async () => {
      const { users } = open()
      const app = await createApp(open())
      const names = ['zoe', 'bob', 'Ω', 'alice', 'mia', 'tom']
      for (const name of names) await users.create([sampleUser(app, name)])
      await users.create([sampleUser(await createApp(open()), 'elsewhere')])

      const pages: string[][] = []
      let cursor: string | undefined
      do {
        const page = await users.list(app.id, { limit: 4, cursor })
        pages.push(page.users.map((user) => user.name))
        cursor = page.cursor
      } while (cursor !== undefined)
      assert.deepEqual(pages, [names.slice(0, 4), names.slice(4)])

      for (const unreadable of ['', 'nonsense', Buffer.from('user -1').toString('base64url')]) {
        const page = await users.list(app.id, { limit: 6, cursor: unreadable })
        assert.deepEqual(
          page.users.map((user) => user.name),
          names,
        )
        assert.equal('cursor' in page, false, 'the last page, though full, has no cursor')
      }
    })

    test('a patch changes what it names', async () => {
      const { users } = open()
      const app = await createApp(open())
      const user = { ...sampleUser(app, 'alice'), nickname: 'A', passwordHash: 'old' }
      await users.create([user])
      const changed = await users.update(app.id, 'alice', { nickname: '🅰', activated: false }, 5)
      assert.deepEqual(changed, { ...user, nickname: '🅰', activated: false, modifiedAt: 5 })
      const emptied = await users.update(app.id, 'alice', { nickname: null, preferences: { a: 1 } }, 6)
      assert.deepEqual(emptied, { ...changed, nickname: null, preferences: { a: 1 }, modifiedAt: 6 })
      assert.deepEqual(await users.get(app.id, 'alice'), emptied)
      assert.deepEqual(await users.update(app.id, 'alice', {}, 7), { ...emptied, modifiedAt: 7 })
      assert.equal(await users.update(app.id, 'nobody', { nickname: 'x' }, 8), undefined)
    })

    test('who registers the name of a deleted user sees nothing of before and all of after', async () => {
      const { users, logs } = open()
      const app = await createApp(open())
      const device = { app: app.id, user: 'bob', resource: 'web', uuid: 'u', name: 'n', seenAt: 1 }
      await users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
      await logs.registerDevice(device, 5)
      await logs.append([sampleEntry(app, 'alice', 'bob'), sampleEntry(app, 'alice', 'bob')])
      await logs.saveCursors([{ app: app.id, user: 'bob', device: 'web', log: 'p:alice|bob', seq: 1 }])

      await users.delete(app.id, ['bob', 'nobody'])
      assert.equal(await users.get(app.id, 'bob'), undefined)
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 0)
      await logs.saveCursors([{ app: app.id, user: 'bob', device: 'web', log: 'p:alice|bob', seq: 1 }])

      await users.create([sampleUser(app, 'bob')])
      await logs.registerDevice(device, 5)
      assert.deepEqual(await logs.behind(app.id, 'bob', 'web'), [])
      assert.equal((await logs.behind(app.id, 'alice', 'web')).length, 1, 'the peer keeps the conversation')

      await logs.append([sampleEntry(app, 'alice', 'bob')])
      assert.deepEqual(await logs.behind(app.id, 'bob', 'web'), [
        { log: 'p:alice|bob', acknowledged: 2, head: 3 },
      ])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 1)
    })
  })
}
