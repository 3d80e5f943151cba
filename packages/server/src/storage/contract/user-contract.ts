import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encodePageCursor } from '../../domain/query/page-cursor.ts'
import { parseQuery } from '../../domain/query/parse-query.ts'
import type { Stores } from '../../domain/stores.ts'
import type { User } from '../../domain/users/user.ts'
import { userVocabulary } from '../../domain/users/user-query.ts'
import { UsersExist } from '../../domain/users/users-exist.ts'
import { createApp, sampleEntry, sampleUser } from './samples.ts'

export function userContract(open: () => Stores): void {
  describe('users', () => {
    test('a user comes back as saved, by name and by uuid, in its app only', async () => {
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
      await users.create([user])
      assert.deepEqual(await users.get(app.id, user.name), user)
      assert.deepEqual(await users.getByUuid(app.id, user.uuid), user)
      assert.equal(await users.get(other.id, user.name), undefined)
      assert.equal(await users.getByUuid(other.id, user.uuid), undefined)
      assert.equal(await users.get(app.id, user.uuid), undefined)
    })

    test('existing users stay as they are and are named, and none of the others is created', async () => {
      const { users } = open()
      const app = await createApp(open())
      const alice = sampleUser(app, 'alice')
      await users.create([alice])
      await assert.rejects(
        users.create([{ ...sampleUser(app, 'alice'), nickname: 'other' }, sampleUser(app, 'bob')]),
        (error: unknown) => error instanceof UsersExist && error.names.join() === 'alice',
      )
      assert.deepEqual(await users.get(app.id, 'alice'), alice)
      assert.deepEqual(await users.known(app.id, ['alice', 'bob', 'carol']), new Set(['alice']))
      await users.create([])
      assert.deepEqual(await users.known(app.id, []), new Set())
    })

    test('of concurrent registrations of one name, one succeeds', async () => {
      const { users } = open()
      const app = await createApp(open())
      const rivals = Array.from({ length: 20 }, () => sampleUser(app, 'alice'))
      const results = await Promise.allSettled(rivals.map((user) => users.create([user])))
      const winners = rivals.filter((_, index) => results[index]!.status === 'fulfilled')
      assert.equal(winners.length, 1)
      assert.deepEqual(await users.get(app.id, 'alice'), winners[0])
    })

    test('a write that breaks a rule fails alone, without those beside it', async () => {
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

    test('thousands are created, looked up and deleted in one call', async () => {
      const { users } = open()
      const app = await createApp(open())
      const names = Array.from({ length: 2500 }, (_, index) => `user${index}`)
      await users.create(names.map((name) => sampleUser(app, name)))
      assert.equal((await users.known(app.id, [...names, 'nobody'])).size, 2500)
      await users.delete(app.id, names.slice(1))
      assert.deepEqual(await users.known(app.id, names), new Set(['user0']))
    })

    test('names of deleted users are remembered, even if they are in use again', async () => {
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

    test('pages go through all users in order of creation; a foreign cursor is refused', async () => {
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

      const whole = await users.list(app.id, { limit: 6, cursor: '' })
      assert.equal(whole.users.length, 6)
      assert.equal('cursor' in whole, false, 'the last page, though full, has no cursor')
      const foreign = [encodePageCursor('groups', [1]), encodePageCursor('users id asc', ['1'])]
      for (const cursor of ['nonsense', ...foreign, encodePageCursor('users id asc', [1, 2])])
        await assert.rejects(users.list(app.id, { limit: 6, cursor }), { code: 'request.cursor_illegal' })
    })

    test('users by condition: complete pages in every order, over more users than are examined at once', async () => {
      const { users } = open()
      const app = await createApp(open())
      const total = 5200
      await users.create(
        Array.from({ length: total }, (_, n) => ({
          ...sampleUser(app, `u${String((n * 7919) % total).padStart(4, '0')}`),
          createdAt: 1000 + n,
          modifiedAt: 5000 - (n % 10),
          activated: n % 1000 !== 7,
        })),
      )
      await users.create([{ ...sampleUser(await createApp(open()), 'u0007'), activated: false }])
      const walk = async (ql: string, limit: number) => {
        const found: User[] = []
        let cursor: string | undefined
        do {
          const page = await users.list(app.id, { limit, cursor, query: parseQuery(ql, userVocabulary) })
          assert.ok(page.users.length <= limit)
          found.push(...page.users)
          cursor = page.cursor
        } while (cursor !== undefined)
        return found
      }
      const numbers = async (ql: string, limit = 2) =>
        (await walk(ql, limit)).map(({ createdAt }) => createdAt - 1000)
      const names = async (ql: string, limit = 2) => (await walk(ql, limit)).map(({ name }) => name)

      const banned = [7, 1007, 2007, 3007, 4007, 5007]
      assert.deepEqual(await numbers('where activated=false'), banned)
      assert.deepEqual(await numbers('where activated = false order by created desc', 4), banned.toReversed())
      const byName = banned.map((n) => `u${String((n * 7919) % total).padStart(4, '0')}`).sort()
      assert.deepEqual(await names('where activated=false order by username'), byName)
      assert.deepEqual(await names('where activated=false order by username desc', 3), byName.toReversed())
      assert.equal((await numbers('order by created desc', 100)).length, total)
      assert.equal(new Set(await names('select * where created>=1000 order by username', 100)).size, total)

      assert.deepEqual(await numbers('where created>6190 and created<=6193'), [5191, 5192, 5193])
      assert.deepEqual(await numbers("where (created=1001 or created=1003) and username>'a'"), [1, 3])
      assert.equal((await numbers('where modified=4995', 100)).length, total / 10)
      assert.deepEqual(await names("where username='U0042'"), ['u0042'])
      assert.deepEqual(await names("where username='u0042' and activated=false"), [])
      assert.deepEqual(await names("where username='u0042' or username='u0041' order by username"), [
        'u0041',
        'u0042',
      ])
      assert.deepEqual(await names("where username='u0042' and username='u0041'"), [])
      assert.deepEqual(
        await names("where username contains '519' and username<'u5195' order by username"),
        ['u0519', 'u1519', 'u2519', 'u3519', 'u4519', 'u5190', 'u5191', 'u5192', 'u5193', 'u5194'].filter(
          (name) => name < 'u5195',
        ),
      )
      for (const odd of ['%', '_', '\\', 'x" or 1=1 --'])
        assert.deepEqual(await names(`where username contains '${odd}'`), [])
      assert.deepEqual(await names(`where username = "' or '1'='1"`), [])

      const first = await users.list(app.id, {
        limit: 2,
        query: parseQuery('order by username', userVocabulary),
      })
      await assert.rejects(users.list(app.id, { limit: 2, cursor: first.cursor }), {
        code: 'request.cursor_illegal',
      })
    })

    test('a patch changes only what it names', async () => {
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
      await assert.rejects(users.update(app.id, 'nobody', { nickname: 'x' }, 8), { code: 'user.unknown' })
    })

    test('a user who registers the name of a deleted user sees nothing from before and everything after', async () => {
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
      const behind = async (user: string) => (await logs.behind(app.id, user, 'web')).logs
      assert.deepEqual(await behind('bob'), [])
      assert.equal((await behind('alice')).length, 1, 'the peer keeps the conversation')

      await logs.append([sampleEntry(app, 'alice', 'bob')])
      assert.deepEqual(await behind('bob'), [{ log: 'p:alice|bob', acknowledged: 2, head: 3, start: 2 }])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 1)
    })
  })
}
