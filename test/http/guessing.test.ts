import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { HeldTime } from '../harness/held-time.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'

describe('[tokens.issue] guessing passwords and secrets', () => {
  let server: TestServer
  let time: HeldTime
  before(async () => {
    time = new HeldTime()
    server = await TestServer.start({ RINGPOST_GUESSES_PER_ADDRESS: '40' })
    await server.users('alice', 'bob', 'carol', 'dave', 'erin')
  })
  after(async () => {
    await server.close()
    time[Symbol.dispose]()
  })

  const token = (body: object, from: string) =>
    server.call('POST', '/token', body, { token: null, headers: { 'x-forwarded-for': from } })
  const login = (username: string, password: string, from: string) =>
    token({ grant_type: 'password', username, password }, from)
  /** Tries wrong secrets until the server stops checking them. Returns how many it checked. */
  async function guess(attempt: (wrong: string) => Promise<Reply>): Promise<number> {
    for (let count = 0; count < 100; count++) {
      const reply = await attempt(`wrong ${count}`)
      if (reply.status !== 429) continue
      assertError(reply, 'request.rate_limited')
      assert.equal(reply.headers.get('retry-after'), '1')
      return count
    }
    return assert.fail('never refused')
  }

  test('of one account from one address: after six, refused for a second, even if right', async () => {
    assert.equal(await guess((wrong) => login('alice', wrong, '192.0.2.1')), 6)
    const early = await login('alice', 'pw', '192.0.2.1')
    assertError(early, 'request.rate_limited')
    assert.equal((await login('bob', 'pw', '192.0.2.1')).status, 200, 'others there')
    assert.equal((await login('alice', 'pw', '192.0.2.2')).status, 200, 'the account from another address')
    time.pass(Number(early.headers.get('retry-after')) * 1000)
    assertError(await login('alice', 'wrong', '192.0.2.1'), 'grant.password_wrong')
    const later = await login('alice', 'wrong', '192.0.2.1')
    assertError(later, 'request.rate_limited')
    assert.match(later.headers.get('retry-after')!, /^[12]$/)
  })

  test('of one account from many addresses: a user who has logged in from an address can do so again', async () => {
    assert.equal((await login('carol', 'pw', '192.0.2.10')).status, 200)
    let from = 0
    // One failure is forgotten every 30 s.
    const looked = await guess((wrong) => login('carol', wrong, `198.51.100.${++from}`))
    assert.ok(looked >= 21 && looked < 30, `${looked} were looked at`)
    assertError(await login('carol', 'pw', '198.51.100.200'), 'request.rate_limited')
    for (let i = 0; i < 4; i++)
      assertError(await login('carol', 'wrong', '192.0.2.10'), 'grant.password_wrong')
    assert.equal((await login('carol', 'pw', '192.0.2.10')).status, 200)
  })

  test('of many accounts from one address', async () => {
    await server.users(...Array.from({ length: 60 }, (_, i) => `many${i}`))
    let user = 0
    // One failure is forgotten every 10 s.
    const looked = await guess((wrong) => login(`many${user++}`, wrong, '192.0.2.20'))
    assert.ok(looked >= 41 && looked < 60, `${looked} were looked at`)
    assertError(await login('dave', 'pw', '192.0.2.20'), 'request.rate_limited')
    assert.equal((await login('dave', 'pw', '192.0.2.21')).status, 200)
  })

  test('only wrong guesses count, and unknown users do not', async () => {
    const replies = await Promise.all(Array.from({ length: 300 }, () => login('dave', 'pw', '192.0.2.30')))
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200]))
    for (let i = 0; i < 60; i++)
      assertError(await login(`unknown${i}`, 'pw', '192.0.2.30'), 'grant.user_unknown')
    assert.equal((await login('dave', 'pw', '192.0.2.30')).status, 200)
  })

  test('concurrent guesses get no further than sequential ones', async () => {
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, i) => login('erin', `wrong ${i}`, '192.0.2.40')),
    )
    const looked = replies.filter(({ status }) => status === 400).length
    assert.ok(looked >= 6 && looked <= 8, `${looked} were looked at`)
  })

  test('of client secrets', async () => {
    const grant = { grant_type: 'client_credentials', client_id: 'acme-client' }
    const secret = (client_secret: string, from: string) => token({ ...grant, client_secret }, from)
    assert.equal(await guess((wrong) => secret(wrong, '192.0.2.50')), 6)
    assertError(await secret('acme-secret', '192.0.2.50'), 'request.rate_limited')
    assert.equal((await secret('acme-secret', '192.0.2.51')).status, 200)
  })

  test("[tokens.management] of administrators' passwords, even if they do not exist", async () => {
    const attempt = (username: string) => (password: string) =>
      server.request(
        'POST',
        '/management/token',
        { grant_type: 'password', username, password },
        { token: null, headers: { 'x-forwarded-for': '192.0.2.60' } },
      )
    assert.equal(await guess(attempt('acme/nobody')), 6)
  })

  test('[users.setPassword] of old passwords', async () => {
    const bob = await server.userToken('bob')
    const change = (oldpassword: string) =>
      server.call(
        'PUT',
        '/users/bob/password',
        { oldpassword, newpassword: 'new' },
        { token: bob, headers: { 'x-forwarded-for': '192.0.2.70' } },
      )
    assert.equal(await guess(change), 6)
  })

  test('wrong and refused guesses are counted', async () => {
    const { body } = await server.request('GET', '/metrics', undefined, { token: null })
    const value = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(body)?.[1])
    assert.ok(value('ringpost_wrong_secrets_total') > 80)
    assert.ok(value('ringpost_refused_guesses_total') > 8)
  })
})

describe('[files.upload] hashing', () => {
  test('leaves threads for files: an upload does not wait for passwords', async () => {
    await using server = await TestServer.start({ RINGPOST_PASSWORD_COST: '65536' })
    await server.users('alice')
    let waiting = 16
    const guesses = Array.from({ length: waiting }, (_, i) =>
      server
        .call(
          'POST',
          '/token',
          { grant_type: 'password', username: 'alice', password: 'pw' },
          {
            token: null,
            headers: { 'x-forwarded-for': `192.0.2.${i}` },
          },
        )
        .finally(() => waiting--),
    )
    const form = new FormData()
    form.append('file', new Blob(['hello']), 'hello.txt')
    const upload = await fetch(`${server.url}/acme/chat/chatfiles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.appToken}` },
      body: form,
    })
    assert.equal(upload.status, 200)
    assert.ok(waiting > 4, `${waiting} passwords were waiting when the upload finished`)
    for (const guess of guesses) assert.equal((await guess).status, 200)
  })
})
