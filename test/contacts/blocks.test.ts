import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { logIn } from './roster-client.ts'

describe('block lists', () => {
  let server: TestServer
  let made = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  async function newUsers(count: number): Promise<string[]> {
    const names = Array.from({ length: count }, () => `user${++made}`)
    const { registrations } = server.running.core
    await Promise.all(
      names.map((name) => registrations.createWithoutPassword(server.app, { kind: 'app' }, name)),
    )
    return names
  }
  const pair = () => newUsers(2) as Promise<[string, string]>
  const block = (user: string, usernames: unknown) =>
    server.call('POST', `/users/${user}/blocks/users`, { usernames })
  const unblock = (user: string, name: string) => server.call('DELETE', `/users/${user}/blocks/users/${name}`)
  const list = (user: string, query = '') => server.call('GET', `/users/${user}/blocks/users${query}`)
  const names = async (user: string): Promise<string[]> => (await list(user)).body.data

  test('[contacts.block] data contains who was blocked; blocking again is a no-op; contacts remain', async () => {
    const [a, b, c] = (await newUsers(3)) as [string, string, string]
    assert.deepEqual((await list(a)).body.data, [])
    await server.call('POST', `/users/${a}/contacts/users/${b}`)
    const { status, body } = await block(a, [b.toUpperCase(), c, b])
    assert.deepEqual([status, body.data], [200, [b, c]])
    assert.deepEqual((await block(a, [b])).body.data, [b])
    assert.deepEqual([await names(a), await names(b)], [[c, b], []])
    assert.deepEqual((await server.call('GET', `/users/${b}/contacts/users`)).body.data, [a])
  })

  test('[contacts.unblock] the entity is the peer, the path that of the user', async () => {
    const [a, b] = await pair()
    await block(a, [b])
    const { status, body } = await unblock(a, b.toUpperCase())
    assert.deepEqual([status, body.entities[0].username], [200, b])
    assert.match(body.path, /^\/users\/[0-9a-f-]{36}\/blocks$/)
    assert.deepEqual(await names(a), [])
    assert.equal((await unblock(a, b)).status, 200, 'unblocking a user who is not blocked is not an error')
  })

  test('[contacts.unblockMany] under the path of the SDKs, with a body', async () => {
    const [a, b, c, d] = (await newUsers(4)) as [string, string, string, string]
    const path = `/sdk/user/${a}/blocks`
    assert.deepEqual((await server.call('POST', path, { usernames: [b, c, d] })).body.data, [b, c, d])
    assert.deepEqual((await server.call('DELETE', path, { usernames: [b, d] })).body.data, [b, d])
    assert.deepEqual(await names(a), [c])
  })

  test('[contacts.blocklist] all of it, or newest first in pages of at most 50', async () => {
    const [a, ...others] = (await newUsers(61)) as [string, ...string[]]
    await block(a, others)
    const all = await list(a)
    assert.deepEqual(all.body.data, others.toReversed())
    assert.deepEqual([all.body.count, 'cursor' in all.body], [60, false])
    assert.equal((await list(a, '?pageSize=51')).body.count, 50)
    assert.equal((await list(a, '?pageSize=0')).body.count, 50)
    const found: string[] = []
    let query = '?pageSize=25'
    for (;;) {
      const { body } = await list(a, query)
      found.push(...body.data)
      if (body.cursor === undefined) break
      query = `?pageSize=25&cursor=${body.cursor}`
    }
    assert.deepEqual(found, others.toReversed())
  })

  test('[contacts.checkBlocks] returns a result for each name, in the order of the caller', async () => {
    const [a, b, c] = (await newUsers(3)) as [string, string, string]
    await block(a, [b])
    await block(c, [a])
    const { body } = await server.call('POST', '/blocks/check', { username: a, check_list: [c, b, 'nobody'] })
    assert.deepEqual(body.entities, [
      { username: c, relation: 'not_blacklist' },
      { username: b, relation: 'blacklist' },
      { username: 'nobody', relation: 'not_blacklist' },
    ])
    assert.equal(body.path, '/blocks/check')
  })

  test('[contacts.block] at most 500; a call blocks all or none', async () => {
    const [a, ...others] = (await newUsers(502)) as [string, ...string[]]
    assert.equal((await block(a, others.slice(0, 499))).status, 200)
    assertError(await block(a, others.slice(498, 501)), 'block.limit')
    assert.equal((await names(a)).length, 499)
    const replies = await Promise.all([block(a, [others[499]]), block(a, [others[500]])])
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 403])
    assert.equal((await names(a)).length, 500)
    assert.equal((await block(a, others.slice(0, 400))).status, 200, 'blocked users need no additional room')
  })

  describe('every refusal', () => {
    const check = (body: unknown) => server.call('POST', '/blocks/check', body)
    const cases: [title: string, (a: string, b: string) => Promise<Reply>, code: Code, params?: Params][] = [
      ['[contacts.block] no names', (a) => block(a, undefined), 'contact.usernames_missing'],
      ['[contacts.block] an empty list', (a) => block(a, []), 'contact.usernames_missing'],
      [
        '[contacts.block] too many',
        (a, b) =>
          block(
            a,
            Array.from({ length: 501 }, () => b),
          ),
        'contact.usernames_too_many',
        { limit: 500 },
      ],
      ['[contacts.block] whom nobody knows', (a, b) => block(a, [b, 'nobody']), 'user.unknown'],
      ['[contacts.block] by nobody', (a) => block('nobody', [a]), 'user.unknown'],
      ['[contacts.unblock] whom nobody knows', (a) => unblock(a, 'nobody'), 'user.unknown'],
      ['[contacts.unblock] by nobody', (a) => unblock('nobody', a), 'user.unknown'],
      [
        '[contacts.unblockMany] no names',
        (a) => server.call('DELETE', `/sdk/user/${a}/blocks`),
        'contact.usernames_missing',
      ],
      [
        '[contacts.unblockMany] whom nobody knows',
        (a) => server.call('DELETE', `/sdk/user/${a}/blocks`, { usernames: ['nobody'] }),
        'user.unknown',
      ],
      ['[contacts.blocklist] of nobody', () => list('nobody'), 'user.unknown'],
      ['[contacts.checkBlocks] no user', (a) => check({ check_list: [a] }), 'contact.username_blank'],
      ['[contacts.checkBlocks] no list', (a) => check({ username: a }), 'contact.check_size'],
      [
        '[contacts.checkBlocks] of nobody',
        (a) => check({ username: 'nobody', check_list: [a] }),
        'user.unknown',
      ],
    ]
    for (const [title, call, code, params] of cases)
      test(title, async () => {
        const [a, b] = await pair()
        assertError(await call(a, b), code, params)
        assert.deepEqual(await names(a), [])
      })

    test('[contacts.block] oneself', async () => {
      const [a, b] = await pair()
      assertError(await block(a, [b, a]), 'contact.self', { username: a })
      assert.deepEqual(await names(a), [])
    })

    test('[contacts.block] in the name of another', async () => {
      const [a, b] = await pair()
      const token = await server.userToken(b)
      const calls: [method: string, path: string][] = [
        ['GET', `/users/${a}/blocks/users`],
        ['POST', `/users/${a}/blocks/users`],
        ['POST', `/sdk/user/${a}/blocks`],
        ['DELETE', `/sdk/user/${a}/blocks`],
        ['DELETE', `/users/${a}/blocks/users/${b}`],
      ]
      for (const [method, path] of calls) {
        const body = method === 'GET' ? undefined : { usernames: [b] }
        assertError(await server.call(method, path, body, { token }), 'auth.required')
      }
    })
  })

  describe('effect on sending, with the official SDK', () => {
    const text = (to: string, msg = 'hi') => ({ type: 'txt', chatType: 'singleChat', to, msg }) as const
    async function setFriendCheck(friendCheck: boolean): Promise<void> {
      await server.running.core.apps.changeSettings(server.app, { friendCheck })
    }

    test('[contacts.block] a blocked user cannot write, the one who blocks can; unblocking ends it', async () => {
      const [a, b] = await pair()
      await using sender = await logIn(server, b)
      await using receiver = await logIn(server, a)
      await sender.send(text(a, 'before'))
      await block(a, [b])
      await assert.rejects(sender.send(text(a, 'blocked')), { type: 603 })
      const online = { type: 'cmd', chatType: 'singleChat', to: a, action: 'typing' } as const
      await assert.rejects(sender.send({ ...online, deliverOnlineOnly: true }), { type: 603 })
      await receiver.send(text(b, 'back'))
      assert.equal((await sender.next('onTextMessage')).msg, 'back')
      await unblock(a, b)
      await sender.send(text(a, 'after'))
      await receiver.next('onTextMessage', ({ msg }) => msg === 'after')
      assert.deepEqual(
        receiver.all('onTextMessage').map(({ msg }) => msg),
        ['before', 'after'],
      )
    })

    test('[contacts.block] what the app sends is not checked', async () => {
      const [a, b] = await pair()
      await block(a, [b])
      await using receiver = await logIn(server, a)
      await server.call('POST', '/messages/users', { from: b, to: [a], type: 'txt', body: { msg: 'anyway' } })
      assert.equal((await receiver.next('onTextMessage')).msg, 'anyway')
    })

    test('[contacts.block] survives a restart', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'ringpost-test-'))
      try {
        const first = await TestServer.start({}, directory)
        await first.users('alice', 'bob')
        await first.call('POST', '/users/alice/blocks/users', { usernames: ['bob'] })
        await first.close()
        await using again = await TestServer.start({}, directory)
        await using sender = await logIn(again, 'bob')
        await assert.rejects(sender.send(text('alice')), { type: 603 })
      } finally {
        await rm(directory, { recursive: true })
      }
    })

    test('[contacts.add] if the app requires it, users write to contacts only', async () => {
      const [a, b] = await pair()
      await using sender = await logIn(server, b)
      await sender.send(text(a, 'by default, anybody may'))
      await setFriendCheck(true)
      try {
        await assert.rejects(sender.send(text(a)), { type: 221 })
        await sender.send(text(b, 'to oneself'))
        await server.call('POST', `/users/${a}/contacts/users/${b}`)
        await sender.send(text(a))
        await server.call('DELETE', `/users/${a}/contacts/users/${b}`)
        await assert.rejects(sender.send(text(a)), { type: 221 })
        const reply = await server.call('POST', '/messages/users', {
          from: b,
          to: [a],
          type: 'txt',
          body: { msg: 'the app may' },
        })
        assert.equal(reply.status, 200)
      } finally {
        await setFriendCheck(false)
      }
    })

    test('messages that wait for the first lookup of the lists keep their order', async () => {
      const [a, b] = await pair()
      await using receiver = await logIn(server, a)
      await using sender = await logIn(server, b)
      const texts = Array.from({ length: 30 }, (_, i) => String(i))
      await Promise.all(texts.map((msg) => sender.send(text(a, msg))))
      await receiver.next('onTextMessage', ({ msg }) => msg === '29')
      assert.deepEqual(
        receiver.all('onTextMessage').map(({ msg }) => msg),
        texts,
      )
    })
  })
})

type Code = Parameters<typeof assertError>[1]
type Params = Parameters<typeof assertError>[2]
