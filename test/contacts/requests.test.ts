import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeRosterBody, RosterOperation } from '@ringpost/protocol'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'

type Expected = [
  code: Parameters<typeof assertError>[1],
  params?: (a: string, b: string) => Record<string, string | number>,
]

const operations = Object.fromEntries(Object.entries(RosterOperation).map(([name, number]) => [number, name]))

describe('contact requests', () => {
  let server: TestServer
  let made = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  async function pair(): Promise<[string, string]> {
    const names: [string, string] = [`a${++made}`, `b${made}`]
    await server.users(...names)
    return names
  }
  const ask = (user: string, usernames: unknown, reason?: unknown) =>
    server.call('POST', `/users/${user}/contacts/apply`, {
      usernames,
      ...(reason !== undefined && { reason }),
    })
  const accept = (user: string, peer: string) =>
    server.call('POST', `/users/${user}/contacts/accept/users/${peer}`)
  const decline = (user: string, peer: string) =>
    server.call('POST', `/users/${user}/contacts/decline/users/${peer}`)
  const remove = (user: string, peer: string) =>
    server.call('DELETE', `/users/${user}/contacts/users/${peer}`)
  const block = (user: string, ...usernames: string[]) =>
    server.call('POST', `/users/${user}/blocks/users`, { usernames })
  const names = async (user: string): Promise<string[]> =>
    (await server.call('GET', `/users/${user}/contacts/users`)).body.data
  /** Operations about contacts in the entries of a user's inbox, in order. */
  const told = async (user: string) => {
    const entries = await server.running.core.stores.logs.read(server.app.id, `u:${user}`, 0, 1000)
    return entries.map(({ payload }) => operations[decodeRosterBody(payload).operation!])
  }

  test('[contacts.apply] data contains who was asked; [contacts.accept] the entity is the peer', async () => {
    const [a, b] = await pair()
    const asked = await ask(a, [b.toUpperCase(), b], '你好')
    assert.deepEqual([asked.status, asked.body.data], [200, [b]])
    assert.deepEqual(await names(a), [])
    const accepted = await accept(b, a)
    assert.deepEqual([accepted.status, accepted.body.entities[0].username], [200, a])
    assert.deepEqual([await names(a), await names(b)], [[b], [a]])
  })

  test('[contacts.decline] leaves nothing behind; asking again is possible', async () => {
    const [a, b] = await pair()
    await ask(a, [b])
    const { status, body } = await decline(b, a)
    assert.deepEqual([status, body.entities[0].username], [200, a])
    assertError(await accept(b, a), 'contact.no_request', { username: a })
    await ask(a, [b])
    assert.equal((await accept(b, a)).status, 200)
    assert.deepEqual(await names(a), [b])
  })

  test('[contacts.apply] several at once, all or none', async () => {
    const [a, b] = await pair()
    const [c, d] = await pair()
    assertError(await ask(a, [b, 'nobody', c]), 'user.unknown')
    await block(d, a)
    assertError(await ask(a, [b, d]), 'contact.blocked', { username: d })
    assertError(await accept(b, a), 'contact.no_request', { username: a })
    assert.deepEqual((await ask(a, [b, c])).body.data, [b, c])
    assert.deepEqual([(await accept(b, a)).status, (await accept(c, a)).status], [200, 200])
  })

  describe('every refusal', () => {
    const cases: [title: string, (a: string, b: string) => Promise<Reply>, ...Expected][] = [
      ['[contacts.apply] no names', (a) => ask(a, undefined), 'contact.usernames_missing'],
      ['[contacts.apply] an empty list', (a) => ask(a, []), 'contact.usernames_missing'],
      ['[contacts.apply] names that are no texts', (a) => ask(a, [true]), 'contact.usernames_missing'],
      [
        '[contacts.apply] too many',
        (a, b) =>
          ask(
            a,
            Array.from({ length: 101 }, () => b),
          ),
        'contact.usernames_too_many',
        () => ({ limit: 100 }),
      ],
      ['[contacts.apply] a reason that is no text', (a, b) => ask(a, [b], {}), 'request.argument_illegal'],
      [
        '[contacts.apply] a long reason',
        (a, b) => ask(a, [b], 'x'.repeat(5121)),
        'contact.reason_too_long',
        () => ({ limit: 5120 }),
      ],
      ['[contacts.apply] oneself', (a) => ask(a, [a]), 'contact.self', (a) => ({ username: a })],
      ['[contacts.apply] whom nobody knows', (a) => ask(a, ['nobody']), 'user.unknown'],
      ['[contacts.apply] by nobody', (_, b) => ask('nobody', [b]), 'user.unknown'],
      ['[contacts.accept] what nobody has asked', accept, 'contact.no_request', (_, b) => ({ username: b })],
      [
        '[contacts.accept] a request from the caller',
        async (a, b) => {
          await ask(a, [b])
          return accept(a, b)
        },
        'contact.no_request',
        (_, b) => ({ username: b }),
      ],
      ['[contacts.accept] whom nobody knows', (a) => accept(a, 'nobody'), 'user.unknown'],
      ['[contacts.decline] whom nobody knows', (a) => decline(a, 'nobody'), 'user.unknown'],
      [
        '[contacts.accept] after it was withdrawn',
        async (a, b) => {
          await ask(b, [a])
          await remove(b, a)
          return accept(a, b)
        },
        'contact.no_request',
        (_, b) => ({ username: b }),
      ],
      [
        '[contacts.accept] after the requester has blocked the user',
        async (a, b) => {
          await ask(b, [a])
          await block(b, a)
          return accept(a, b)
        },
        'contact.no_request',
        (_, b) => ({ username: b }),
      ],
      [
        '[contacts.apply] by a user whom the peer has blocked',
        async (a, b) => {
          await block(b, a)
          return ask(a, [b])
        },
        'contact.blocked',
        (_, b) => ({ username: b }),
      ],
    ]
    for (const [title, call, code, params] of cases)
      test(title, async () => {
        const [a, b] = await pair()
        assertError(await call(a, b), code, params?.(a, b))
        assert.deepEqual([await names(a), await names(b)], [[], []])
      })

    test('[contacts.apply] [contacts.accept] more contacts than the app allows', async () => {
      const { apps } = server.running.core
      const [a, b] = await pair()
      const [c, d] = await pair()
      await ask(c, [a])
      await ask(a, [d])
      await apps.changeSettings(server.app, { contactsPerUser: 1 })
      try {
        await server.call('POST', `/users/${a}/contacts/users/${b}`)
        assertError(await ask(a, [c]), 'contact.inviter_full')
        assertError(await ask(c, [a]), 'contact.invitee_full')
        assertError(await accept(a, c), 'contact.invitee_full')
        assertError(await accept(d, a), 'contact.inviter_full')
      } finally {
        await apps.changeSettings(server.app, { contactsPerUser: 3000 })
      }
      assert.equal((await accept(d, a)).status, 200, 'the requests are still open')
    })

    test('[contacts.apply] in the name of another', async () => {
      const [a, b] = await pair()
      const token = await server.userToken(b)
      for (const path of ['apply', `accept/users/${b}`, `decline/users/${b}`])
        assertError(
          await server.call('POST', `/users/${a}/contacts/${path}`, { usernames: [b] }, { token }),
          'auth.required',
        )
    })
  })

  describe('concurrency', () => {
    const rounds = 8

    test('[contacts.apply] two users who ask each other become contacts, with one event', async () => {
      for (let round = 0; round < rounds; round++) {
        const [a, b] = await pair()
        const replies = await Promise.all([ask(a, [b]), ask(b, [a])])
        assert.deepEqual(
          replies.map(({ status }) => status),
          [200, 200],
        )
        assert.deepEqual([await names(a), await names(b)], [[b], [a]])
        const both = [...(await told(a)), ...(await told(b))].sort()
        assert.deepEqual(both, ['ACCEPT', 'ACCEPT', 'ADD', 'REMOTE_ACCEPT'])
      }
    })

    test('[contacts.accept] many times: one event', async () => {
      const [a, b] = await pair()
      await ask(a, [b])
      const replies = await Promise.all(Array.from({ length: 20 }, () => accept(b, a)))
      assert.ok(replies.every(({ status }) => status === 200))
      assert.deepEqual(await told(a), ['REMOTE_ACCEPT', 'ACCEPT'])
      assert.deepEqual(await told(b), ['ADD', 'ACCEPT'])
      assert.deepEqual([await names(a), await names(b)], [[b], [a]])
    })

    test('[contacts.accept] concurrent with [contacts.decline]: one of them wins', async () => {
      for (let round = 0; round < rounds; round++) {
        const [a, b] = await pair()
        await ask(a, [b])
        const [accepted] = await Promise.all([accept(b, a), decline(b, a)])
        const won = accepted.status === 200
        if (!won) assertError(accepted, 'contact.no_request', { username: a })
        assert.deepEqual([await names(a), await names(b)], won ? [[b], [a]] : [[], []])
        assert.deepEqual(await told(a), won ? ['REMOTE_ACCEPT', 'ACCEPT'] : ['REMOTE_DECLINE'])
      }
    })

    test('[contacts.accept] concurrent with withdrawing or removing: both sides agree on the last state', async () => {
      for (let round = 0; round < rounds; round++) {
        const [a, b] = await pair()
        await ask(a, [b])
        const [accepted, removed] = await Promise.all([accept(b, a), remove(a, b)])
        assert.equal(removed.status, 200)
        if (accepted.status === 200) assert.deepEqual(await told(b), ['ADD', 'ACCEPT', 'REMOVE'])
        else {
          assertError(accepted, 'contact.no_request', { username: a })
          assert.deepEqual(await told(b), ['ADD'])
        }
        assert.deepEqual([await names(a), await names(b)], [[], []])
      }
    })

    test('[contacts.apply] concurrent with [contacts.block]: no request stays open', async () => {
      for (let round = 0; round < rounds; round++) {
        const [a, b] = await pair()
        const [asked, blocked] = await Promise.all([ask(a, [b]), block(b, a)])
        assert.equal(blocked.status, 200)
        if (asked.status !== 200) assertError(asked, 'contact.blocked', { username: b })
        assertError(await accept(b, a), 'contact.no_request', { username: a })
      }
    })

    test('[contacts.add] many for the last place: one succeeds', async () => {
      const { apps } = server.running.core
      const [a] = await pair()
      const rivals = (await Promise.all(Array.from({ length: 6 }, pair))).flat()
      await apps.changeSettings(server.app, { contactsPerUser: 3 })
      try {
        const replies = await Promise.all(
          rivals.map((rival) => server.call('POST', `/users/${a}/contacts/users/${rival}`)),
        )
        assert.equal(replies.filter(({ status }) => status === 200).length, 3)
        for (const reply of replies) if (reply.status !== 200) assertError(reply, 'contact.limit')
        assert.equal((await names(a)).length, 3)
      } finally {
        await apps.changeSettings(server.app, { contactsPerUser: 3000 })
      }
    })

    test('[users.delete] concurrent with [contacts.accept]: nothing of it remains', async () => {
      for (let round = 0; round < 5; round++) {
        const [a, b] = await pair()
        await ask(a, [b])
        await Promise.all([accept(b, a), server.call('DELETE', `/users/${a}`)])
        assert.deepEqual(await names(b), [])
      }
    })
  })
})
