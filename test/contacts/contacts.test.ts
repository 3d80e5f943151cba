import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'

interface Page {
  contacts: { username: string; remark: string | null }[]
  cursor: string
}

describe('contacts over REST', () => {
  let server: TestServer
  let made = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  /** A new user. */
  async function newUser(): Promise<string> {
    const name = `user${++made}`
    await server.users(name)
    return name
  }
  const newUsers = async (count: number) => {
    const names: string[] = []
    for (let i = 0; i < count; i++) names.push(await newUser())
    return names
  }
  const add = (user: string, friend: string) => server.call('POST', `/users/${user}/contacts/users/${friend}`)
  const remove = (user: string, friend: string) =>
    server.call('DELETE', `/users/${user}/contacts/users/${friend}`)
  const list = (user: string, query = '') => server.call('GET', `/users/${user}/contacts/users${query}`)
  const page = (user: string, query = '') => server.call('GET', `/user/${user}/contacts${query}`)
  const remark = (user: string, friend: string, body: unknown) =>
    server.call('PUT', `/user/${user}/contacts/users/${friend}`, body)
  const names = async (user: string): Promise<string[]> => (await list(user)).body.data
  async function limitTo(contactsPerUser: number): Promise<AsyncDisposable> {
    const { apps } = server.running.core
    await apps.changeSettings(server.app, { contactsPerUser })
    return {
      [Symbol.asyncDispose]: async () =>
        void (await apps.changeSettings(server.app, { contactsPerUser: 3000 })),
    }
  }

  test('[contacts.add] both are contacts at once; the entity is the friend, the path that of the user', async () => {
    const [user, friend] = (await newUsers(2)) as [string, string]
    const { body: userBody } = await server.call('GET', `/users/${user}`)
    const { body: friendBody } = await server.call('GET', `/users/${friend}`)
    const { status, body } = await add(user.toUpperCase(), friend.toUpperCase())
    assert.equal(status, 200)
    assert.equal(body.action, 'post')
    assert.deepEqual(body.entities, friendBody.entities)
    assert.equal(body.path, `/users/${userBody.entities[0].uuid}/contacts`)
    assert.equal(
      body.uri,
      `${server.url}/acme/chat/users/${user.toUpperCase()}/contacts/users/${friend.toUpperCase()}`,
    )
    assert.deepEqual([await names(user), await names(friend)], [[friend], [user]])
    assert.equal((await add(user, friend)).status, 200, 'adding a contact again is not an error')
    assert.deepEqual(await names(user), [friend])
  })

  test('[contacts.remove] removes it on both sides; the entity is the friend', async () => {
    const [user, friend] = (await newUsers(2)) as [string, string]
    await add(user, friend)
    const { status, body } = await remove(friend, user)
    assert.equal(status, 200)
    assert.equal(body.entities[0].username, user)
    assert.match(body.path, /^\/users\/[0-9a-f-]{36}\/contacts$/)
    assert.deepEqual([await names(user), await names(friend)], [[], []])
    assert.equal(
      (await remove(friend, user)).status,
      200,
      'removing a contact that does not exist is not an error',
    )
  })

  test('[contacts.names] always names, remarks on request; an array even if empty', async () => {
    const [user, ...friends] = (await newUsers(4)) as [string, ...string[]]
    const empty = await list(user)
    assert.deepEqual([empty.body.data, empty.body.entities, empty.body.count], [[], [], 0])
    for (const friend of friends) await add(user, friend)
    await remark(user, friends[1]!, { remark: '老友' })
    const plain = await list(user)
    assert.deepEqual(plain.body.data, friends.toReversed())
    assert.deepEqual([plain.body.entities, plain.body.count], [[], 3])
    const { body } = await list(user, '?needReturnRemark=true')
    assert.deepEqual(body.data, friends.toReversed())
    assert.deepEqual(body.entities, [
      { username: friends[2], remark: '' },
      { username: friends[1], remark: '老友' },
      { username: friends[0], remark: '' },
    ])
  })

  test('[contacts.list] newest first, page by page, under both paths', async () => {
    const [user, ...friends] = (await newUsers(5)) as [string, ...string[]]
    for (const friend of friends) await add(user, friend)
    await remark(user, friends[0]!, { remark: 'r' })
    for (const base of ['user', 'users']) {
      const found: Page['contacts'] = []
      const sizes: number[] = []
      let cursor = ''
      do {
        const { body } = await server.call(
          'GET',
          `/${base}/${user}/contacts?needReturnRemark=true&limit=3&cursor=${cursor}`,
        )
        const data = body.data as Page
        sizes.push(data.contacts.length)
        assert.equal(body.count, data.contacts.length)
        assert.equal(body.cursor ?? '', data.cursor)
        found.push(...data.contacts)
        cursor = data.cursor
      } while (cursor !== '')
      assert.deepEqual(sizes, [3, 1])
      assert.deepEqual(
        found.map((contact) => contact.username),
        friends.toReversed(),
      )
      assert.deepEqual(found.at(-1), { username: friends[0], remark: 'r' })
    }
    const { body } = await page(user)
    assert.deepEqual(body.data.contacts.at(-1), { username: friends[0], remark: null })
  })

  test('[contacts.setRemark] set by one side, for that side, until the contact is removed', async () => {
    const [user, friend] = (await newUsers(2)) as [string, string]
    await add(user, friend)
    const remarks = async (of: string) =>
      (await list(of, '?needReturnRemark=true')).body.entities.map((each: { remark: string }) => each.remark)
    const longest = `${'界'.repeat(98)}👋👋`
    const { status, body } = await remark(user, friend, { remark: longest })
    assert.deepEqual([status, body.status, body.action], [200, 'ok', 'put'])
    assert.deepEqual([await remarks(user), await remarks(friend)], [[longest], ['']])
    await remark(user, friend, { remark: '' })
    assert.deepEqual(await remarks(user), [''])
    await remark(user, friend, { remark: 'old' })
    await remove(user, friend)
    await add(user, friend)
    assert.deepEqual(await remarks(user), [''])
  })

  test('[contacts.removeAll] all contacts of a user, on both sides, however many; blocks remain', async () => {
    const [user, friend, other] = (await newUsers(3)) as [string, string, string]
    const { registrations } = server.running.core
    const many = Array.from({ length: 210 }, (_, i) => `crowd${i}`)
    await Promise.all(
      many.map((name) => registrations.createWithoutPassword(server.app, { kind: 'app' }, name)),
    )
    for (let i = 0; i < many.length; i += 10)
      await server.call('POST', `/users/${user}/contacts/import`, { usernames: many.slice(i, i + 10) })
    await add(user, friend)
    await add(friend, other)
    await server.call('POST', `/users/${user}/blocks/users`, { usernames: [friend] })
    assert.equal((await names(user)).length, 211)

    const { status, body } = await server.call('DELETE', `/contacts/users/${user}`)
    assert.deepEqual([status, body.entities], [200, []])
    assert.deepEqual([await names(user), await names(friend), await names('crowd7')], [[], [other], []])
    assert.deepEqual((await server.call('GET', `/users/${user}/blocks/users`)).body.data, [friend])
  })

  test('[contacts.import] returns the result for each name', async () => {
    const [user, known, fresh, full] = (await newUsers(4)) as [string, string, string, string]
    await add(user, known)
    await using _ = await limitTo(2)
    for (const friend of await newUsers(2)) await add(full, friend)
    const { status, body } = await server.call('POST', `/users/${user}/contacts/import`, {
      usernames: [known, full, fresh.toUpperCase(), 'nobody-at-all', fresh],
    })
    assert.deepEqual([status, body.status], [200, 'ok'])
    assert.deepEqual(body.data, {
      success: [known, fresh],
      NotExistFailed: ['nobody-at-all'],
      maxLimitFailed: [full],
      UnKnowFailed: [],
    })
    assert.deepEqual(await names(user), [fresh, known])
  })

  test('[contacts.check] returns a result for each name, in the order and spelling of the caller', async () => {
    const [user, friend, other] = (await newUsers(3)) as [string, string, string]
    await add(user, friend)
    const { body } = await server.call('POST', '/contacts/check', {
      username: user,
      check_list: [other, friend.toUpperCase(), 'nobody-at-all'],
    })
    assert.deepEqual(body.entities, [
      { username: other, relation: 'not_friend' },
      { username: friend.toUpperCase(), relation: 'friend' },
      { username: 'nobody-at-all', relation: 'not_friend' },
    ])
    assert.equal(body.path, '/contacts/check')
  })

  describe('every documented refusal', () => {
    let user: string
    let friend: string
    before(async () => {
      ;[user, friend] = (await newUsers(2)) as [string, string]
      await add(user, friend)
    })
    const unknown: [id: string, call: () => Promise<Reply>][] = [
      ['contacts.add', () => add('nobody', friend)],
      ['contacts.add', () => add(user, 'nobody')],
      ['contacts.remove', () => remove('nobody', friend)],
      ['contacts.remove', () => remove(user, 'nobody')],
      ['contacts.removeAll', () => server.call('DELETE', '/contacts/users/nobody')],
      ['contacts.names', () => list('nobody')],
      ['contacts.list', () => page('nobody')],
      ['contacts.setRemark', () => remark('nobody', friend, { remark: 'r' })],
      ['contacts.setRemark', () => remark(user, 'nobody', { remark: 'r' })],
      [
        'contacts.import',
        () => server.call('POST', '/users/nobody/contacts/import', { usernames: [friend] }),
      ],
      [
        'contacts.check',
        () => server.call('POST', '/contacts/check', { username: 'nobody', check_list: [friend] }),
      ],
    ]
    for (const [id, call] of unknown)
      test(`[${id}] unknown user`, async () => assertError(await call(), 'user.unknown'))

    test('[contacts.add] oneself', async () => {
      assertError(await add(user, user.toUpperCase()), 'contact.self', { username: user })
    })

    test('[contacts.list] pages of more than 50', async () => {
      assert.equal((await page(user, '?limit=50')).status, 200)
      assertError(await page(user, '?limit=51'), 'contact.page_too_large')
    })

    test('[contacts.setRemark] no contact, no remark, more than 100 characters', async () => {
      const [stranger] = (await newUsers(1)) as [string]
      const strange = await remark(user, stranger, { remark: 'r' })
      assertError(strange, 'contact.not_friends')
      assert.equal(
        strange.body.error_description,
        'updateRemark | they are not friends, please add as a friend first.',
      )
      assertError(await remark(user, friend, {}), 'contact.remark_missing')
      assertError(await remark(user, friend, { remark: true }), 'contact.remark_missing')
      const long = await remark(user, friend, { remark: 'x'.repeat(101) })
      assertError(long, 'contact.remark_too_long', { limit: 100 })
      assert.match(long.body.error_description, /remark length must less/)
    })

    test('[contacts.import] more than 10, none', async () => {
      const usernames = Array.from({ length: 11 }, () => friend)
      const path = `/users/${user}/contacts/import`
      assertError(await server.call('POST', path, { usernames }), 'contact.import_too_many')
      assertError(await server.call('POST', path, { usernames: [] }), 'contact.usernames_missing')
      assertError(await server.call('POST', path, {}), 'contact.usernames_missing')
    })

    test('[contacts.check] no user, no list, more than 100', async () => {
      const check = (body: unknown) => server.call('POST', '/contacts/check', body)
      assertError(await check({ check_list: [friend] }), 'contact.username_blank')
      assertError(await check({ username: '', check_list: [friend] }), 'contact.username_blank')
      assertError(await check({ username: user }), 'contact.check_size')
      assertError(await check({ username: user, check_list: [] }), 'contact.check_size')
      const many = Array.from({ length: 101 }, () => friend)
      assertError(await check({ username: user, check_list: many }), 'contact.check_size')
      assert.equal((await check({ username: user, check_list: many.slice(1) })).body.entities.length, 100)
    })

    test('[contacts.add] more contacts than the app allows, on either side', async () => {
      await using _ = await limitTo(1)
      const [stranger] = (await newUsers(1)) as [string]
      assertError(await add(user, stranger), 'contact.limit')
      assertError(await add(stranger, user), 'contact.limit')
      assert.equal((await add(user, friend)).status, 200, 'an existing contact adds none')
      const full = await server.call('POST', `/users/${user}/contacts/import`, { usernames: [stranger] })
      assertError(full, 'contact.import_full')
      assert.deepEqual(await names(stranger), [])
    })
  })

  describe('permissions', () => {
    test('[contacts.names] users for themselves', async () => {
      const [user, friend] = (await newUsers(2)) as [string, string]
      await add(user, friend)
      const own = { token: await server.userToken(user) }
      const foreign = { token: await server.userToken(friend) }
      const allowed: [method: string, path: string, body?: unknown][] = [
        ['GET', `/users/${user}/contacts/users`],
        ['GET', `/users/${user}/contacts`],
        ['GET', `/user/${user}/contacts`],
        ['PUT', `/users/${user}/contacts/users/${friend}`, { remark: 'r' }],
        ['PUT', `/user/${user}/contacts/users/${friend}`, { remark: 'r' }],
        ['DELETE', `/users/${user}/contacts/users/${friend}`],
      ]
      for (const [method, path, body] of allowed) {
        assertError(await server.call(method, path, body, foreign), 'auth.required')
        assertError(await server.call(method, path, body, { token: null }), 'auth.required')
        assert.equal((await server.call(method, path, body, own)).status, 200, `${method} ${path}`)
      }
    })

    test('[contacts.add] only the app adds contacts without asking', async () => {
      const [user, friend] = (await newUsers(2)) as [string, string]
      const own = { token: await server.userToken(user) }
      const forbidden: [method: string, path: string, body?: unknown][] = [
        ['POST', `/users/${user}/contacts/users/${friend}`],
        ['POST', `/users/${user}/contacts/import`, { usernames: [friend] }],
        ['DELETE', `/contacts/users/${user}`],
        ['POST', '/contacts/check', { username: user, check_list: [friend] }],
        ['POST', '/blocks/check', { username: user, check_list: [friend] }],
      ]
      for (const [method, path, body] of forbidden)
        assertError(await server.call(method, path, body, own), 'auth.required')
      assert.deepEqual(await names(user), [])
    })

    test('[contacts.names] another app sees and changes nothing', async () => {
      const [user, friend] = (await newUsers(2)) as [string, string]
      await add(user, friend)
      const { apps, registrations, tokens } = server.running.core
      const other = apps.byKey('other#chat')!
      for (const username of [user, friend])
        await registrations.register(other, { kind: 'app' }, { username, password: 'pw' })
      const { token } = tokens.issueAppToken(other, undefined)
      assertError(
        await server.call('GET', `/users/${user}/contacts/users`, undefined, { token }),
        'auth.foreign',
      )
      const there = await server.request('GET', `/other/chat/users/${user}/contacts/users`, undefined, {
        token,
      })
      assert.deepEqual(there.body.data, [])
      await server.request('DELETE', `/other/chat/users/${user}/contacts/users/${friend}`, undefined, {
        token,
      })
      await server.request('DELETE', `/other/chat/users/${friend}`, undefined, { token })
      assert.deepEqual(await names(user), [friend])
    })
  })

  test('[users.delete] a deleted user is in no list, and a later user of that name is a stranger', async () => {
    const [user, friend, third] = (await newUsers(3)) as [string, string, string]
    await add(user, friend)
    await add(user, third)
    await server.call('POST', `/users/${friend}/blocks/users`, { usernames: [user] })
    await server.call('DELETE', `/users/${user}`)
    assert.deepEqual([await names(friend), await names(third)], [[], []])
    assert.deepEqual((await server.call('GET', `/users/${friend}/blocks/users`)).body.data, [])
    await server.users(user)
    assert.deepEqual(await names(user), [])
    assert.equal((await add(friend, user)).status, 200)
  })
})
