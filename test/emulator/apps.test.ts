import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { kept } from '../files/file-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from '../sdk/client.ts'

interface MadeApp {
  appKey: string
  org: string
  app: string
  clientId: string
  clientSecret: string
  appToken: string
  seeded: {
    users: string[]
    groups: Record<string, string>
    rooms: Record<string, string>
    messages: string[]
  }
}

describe('the emulator', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start({ RINGPOST_EMULATOR: 'on' })
  })
  after(() => server.close())

  const call = (method: string, path: string, body?: unknown): Promise<Reply> =>
    server.request(method, `/ringpost/test${path}`, body, { token: null })

  async function make(body: object = {}): Promise<MadeApp> {
    const reply = await call('POST', '/apps', body)
    assert.equal(reply.status, 200, JSON.stringify(reply.body))
    return reply.body
  }

  const below = ({ org, app }: MadeApp, path = '') => `/apps/${org}/${app}${path}`

  const rest = (made: MadeApp, method: string, path: string, body?: unknown): Promise<Reply> =>
    server.request(method, `/${made.org}/${made.app}${path}`, body, { token: made.appToken })

  async function client(made: MadeApp, user: string): Promise<Client> {
    const { body } = await call('POST', below(made, '/tokens'), { username: user })
    const { appKey } = made
    return openClient({ apiUrl: server.url, wsUrl: server.wsUrl, appKey, user, accessToken: body.token })
  }

  const send = (made: MadeApp, from: string, to: string, text: string, ext = {}) =>
    rest(made, 'POST', '/messages/users', { from, to: [to], type: 'txt', body: { msg: text }, ext })

  test('[testing.health] answers with the version', async () => {
    const { status, body } = await call('GET', '/health')
    assert.equal(status, 200)
    assert.equal(body.status, 'ok')
    assert.match(body.version, /^\d+\.\d+\.\d+/)
  })

  test('[testing.createApp] makes an app with users, groups and messages, which its credentials open', async () => {
    const made = await make({
      users: ['amy', { username: 'bob', password: 'secret', nickname: 'Bob' }],
      contacts: [['amy', 'bob']],
      groups: [{ name: 'team', owner: 'amy', members: ['bob'] }],
      rooms: [{ name: 'hall', owner: 'amy', members: ['bob'] }],
      messages: [
        { from: 'amy', to: 'bob', text: 'hello', ext: { order: 7 } },
        { from: 'amy', to: 'team', text: 'to all' },
        { from: 'bob', to: 'hall', type: 'custom', body: { customEvent: 'wave' } },
      ],
      settings: { messageEdits: 3, threads: false },
    })
    assert.equal(made.appKey, `${made.org}#${made.app}`)
    assert.deepEqual(made.seeded.users, ['amy', 'bob'])
    assert.equal(made.seeded.messages.length, 3)
    const { clientId: client_id, clientSecret: client_secret } = made
    const grant = { grant_type: 'client_credentials', client_id, client_secret }
    assert.equal((await rest(made, 'POST', '/token', grant)).status, 200)
    assert.equal((await rest(made, 'GET', '/users/bob')).body.entities[0].nickname, 'Bob')
    assert.deepEqual((await rest(made, 'GET', '/users/amy/contacts/users')).body.data, ['bob'])
    const { settings } = server.running.core.apps.byKey(made.appKey)!
    assert.deepEqual([settings.messageEdits, settings.threads], [3, false])
    await using bob = await client(made, 'bob')
    const text = await bob.next('onTextMessage', ({ msg }) => msg === 'hello')
    assert.deepEqual(text.ext, { order: 7 })
    await bob.next('onTextMessage', ({ chatType, msg }) => chatType === 'groupChat' && msg === 'to all')
  })

  test('[testing.createApp] refuses settings and seeds that cannot be, and leaves nothing', async () => {
    const before = server.running.core.apps.list().length
    const setting = await call('POST', '/apps', { settings: { threads: 'perhaps' } })
    assertError(setting, 'testing.setting_illegal', {
      reason: 'threads must be true or false, not "perhaps"',
    })
    const contact = await call('POST', '/apps', { users: ['amy'], contacts: [['amy', 'zoe']] })
    const reason = 'contacts amy and zoe: Service resource not found'
    assertError(contact, 'testing.seed_illegal', { reason })
    for (const [seed, why] of [
      [{ users: 'amy' }, 'users is illegal'],
      [{ user: ['amy'] }, 'there is no field user, did you mean users?'],
      [
        { groups: [{ name: 'a', owner: 'b', people: [] }] },
        'there is no field people; there are name, owner, members, public, id',
      ],
    ] as const)
      assertError(await call('POST', '/apps', seed), 'testing.seed_illegal', { reason: why })
    assert.equal(server.running.core.apps.list().length, before)
  })

  test('[testing.seed] can be repeated: what exists by name stays', async () => {
    const made = await make()
    const seed = { users: ['amy'], groups: [{ name: 'team', owner: 'amy' }] }
    const first = await call('POST', below(made, '/seed'), seed)
    const second = await call('POST', below(made, '/seed'), seed)
    assert.deepEqual(second.body, first.body)
    const later = await call('POST', below(made, '/seed'), {
      messages: [{ from: 'amy', to: first.body.groups.team, text: 'by id' }],
    })
    assert.equal(later.body.messages.length, 1)
    const lost = await call('POST', below(made, '/seed'), { messages: [{ from: 'amy', to: 'no', text: '' }] })
    assertError(lost, 'testing.seed_illegal', {
      reason: 'there is no user, group or room no',
    })
  })

  test('[testing.token] opens a user, who is registered if need be, and the app', async () => {
    const made = await make()
    const { body } = await call('POST', below(made, '/tokens'), { username: 'Amy', ttl: 60 })
    assert.ok(Math.abs(body.expiresAt - Date.now() - 60_000) < 10_000)
    const own = { token: body.token }
    assert.equal(
      (await server.request('GET', `/${made.org}/${made.app}/users/amy`, undefined, own)).status,
      200,
    )
    const ofApp = await call('POST', below(made, '/tokens'), {})
    const { status } = await rest({ ...made, appToken: ofApp.body.token }, 'GET', '/users')
    assert.equal(status, 200)
    assertError(await call('POST', below(made, '/tokens'), { username: '' }), 'testing.field_illegal', {
      field: 'username',
    })
    assertError(await call('POST', below(made, '/tokens'), { ttl: 1e15 }), 'grant.ttl_illegal')
  })

  test('[testing.wait] finds what was sent before, and what is sent later, by REST and by the SDK', async () => {
    const made = await make({ users: ['amy', 'bob'] })
    await send(made, 'amy', 'bob', 'before', { order: 1, more: true })
    const past = await call('POST', below(made, '/messages/wait'), { where: { ext: { order: 1 } } })
    assert.equal(past.body.text, 'before')
    assert.deepEqual(
      [past.body.from, past.body.to, past.body.chatType, past.body.type],
      ['amy', 'bob', 'chat', 'txt'],
    )
    await using amy = await client(made, 'amy')
    const later = call('POST', below(made, '/messages/wait'), { from: 'AMY', to: 'bob', type: 'txt' })
    await amy.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'later' })
    assert.equal((await later).body.text, 'later')
  })

  test('[testing.wait] answers a message once, unless it is asked since when', async () => {
    const made = await make({ users: ['amy', 'bob'], messages: [{ from: 'amy', to: 'bob', text: 'one' }] })
    const wait = (fields: object) => call('POST', below(made, '/messages/wait'), fields)
    assert.equal((await wait({ text: 'one' })).status, 200)
    const again = await wait({ text: 'one', timeout: 0 })
    assert.equal(again.status, 408)
    assert.match(
      again.body.error_description,
      /^no message that fits within 0 ms; what was sent \(all\):\n {2}amy → bob: "one" \(\d+\), answered by an earlier wait$/,
    )
    assert.equal((await wait({ text: 'one', since: 0 })).body.text, 'one')
    const { body } = await call('GET', below(made, '/messages'))
    assert.deepEqual(
      body.messages.map(({ text }: { text: string }) => text),
      ['one'],
    )
  })

  test('[testing.wait] says that nothing was sent, and which field it cannot read', async () => {
    const made = await make()
    const empty = await call('POST', below(made, '/messages/wait'), { timeout: 1 })
    assertError(empty, 'testing.nothing_fitting', { ms: 1, arrived: 'nothing was sent' })
    const wrong = await call('POST', below(made, '/messages/wait'), { timeout: 'long' })
    assertError(wrong, 'testing.field_illegal', { field: 'timeout' })
  })

  test('[testing.messages] shows the messages of one app only', async () => {
    const [one, other] = await Promise.all([make({ users: ['amy', 'bob'] }), make({ users: ['amy', 'bob'] })])
    await send(one, 'amy', 'bob', 'mine')
    const texts = async (made: MadeApp) =>
      (await call('GET', below(made, '/messages'))).body.messages.map(({ text }: { text: string }) => text)
    assert.deepEqual([await texts(one), await texts(other)], [['mine'], []])
  })

  test('[testing.reset] empties an app, ends its sessions with the reason, and leaves others alone', async () => {
    const seed = {
      users: ['amy', 'bob'],
      groups: [{ name: 'team', owner: 'amy', members: ['bob'] }],
      messages: [{ from: 'amy', to: 'bob', text: 'hello' }],
    }
    const made = await make({ ...seed, settings: { messageEdits: 3 } })
    const other = await make(seed)
    await using bob = await client(made, 'bob')
    await using untouched = await client(other, 'bob')
    await bob.next('onTextMessage')
    const wait = call('POST', below(made, '/messages/wait'), { text: 'never' })
    await server.running.core.cursors.flush()
    assert.equal((await call('POST', below(made, '/reset'))).status, 200)
    assertError(await wait, 'testing.was_reset')
    const { type } = (await bob.next('onError')) as { type: number }
    assert.equal(type, 207)
    // The key, the token of the app and its settings are as before; nothing else is.
    assert.deepEqual((await rest(made, 'GET', '/users')).body.entities, [])
    assert.deepEqual((await rest(made, 'GET', '/chatgroups')).body.data, [])
    assert.deepEqual((await call('GET', below(made, '/messages'))).body.messages, [])
    assert.equal(server.running.core.apps.byKey(made.appKey)!.settings.messageEdits, 3)
    await call('POST', below(made, '/seed'), { users: ['amy', 'bob'] })
    await using again = await client(made, 'bob')
    await send(made, 'amy', 'bob', 'anew')
    assert.equal((await again.next('onTextMessage')).msg, 'anew')
    assert.equal(again.all('onTextMessage').length, 1)
    await send(other, 'amy', 'bob', 'still here')
    await untouched.next('onTextMessage', ({ msg }) => msg === 'still here')
  })

  test('[testing.reset] [testing.deleteApp] come one after the other, and what was under way brings nothing back', async () => {
    const made = await make({ users: ['amy'] })
    const resets = await Promise.all([1, 2, 3].map(() => call('POST', below(made, '/reset'))))
    assert.deepEqual(
      resets.map(({ status }) => status),
      [200, 200, 200],
    )
    assert.equal((await rest(made, 'GET', '/users')).status, 200)
    const { apps } = server.running.core
    const former = apps.byKey(made.appKey)!
    const [, deleted] = await Promise.all([call('POST', below(made, '/reset')), call('DELETE', below(made))])
    assert.equal(deleted.status, 200)
    await apps.changeSettings(former, {})
    assertError(await call('GET', below(made, '/traffic')), 'app.unknown', {
      org: made.org,
      app: made.app,
      path: '',
    })
  })

  test('[testing.reset] leaves nothing of the app in the database', async () => {
    const made = await make({ users: ['amy', 'bob'], messages: [{ from: 'amy', to: 'bob', text: 'hello' }] })
    const former = server.running.core.apps.byKey(made.appKey)!
    await call('POST', below(made, '/reset'))
    const now = server.running.core.apps.byKey(made.appKey)!
    assert.notEqual(now.id, former.id)
    const { uuid, clientSecret, appId, appCertificate, createdAt } = former
    assert.partialDeepStrictEqual(now, { uuid, clientSecret, appId, appCertificate, createdAt })
    for (const table of ['user', 'entry', 'follow', 'device'])
      assert.deepEqual(await server.rows(`select * from "${table}" where app = ${former.id}`), [], table)
  })

  test('[testing.reset] [testing.deleteApp] uploaded files go with their app', async () => {
    const [made, other] = await Promise.all([make(), make()])
    const upload = async ({ org, app, appToken }: MadeApp) => {
      const form = new FormData()
      form.append('file', new Blob(['content']), 'file.bin')
      const headers = { authorization: `Bearer ${appToken}` }
      const { status } = await fetch(`${server.url}/${org}/${app}/chatfiles`, {
        method: 'POST',
        headers,
        body: form,
      })
      assert.equal(status, 200)
    }
    const files = async () => (await kept(server.directory)).length
    await Promise.all([upload(made), upload(made), upload(other)])
    assert.equal(await files(), 3)
    await call('POST', below(made, '/reset'))
    assert.equal(await files(), 1)
    await upload(made)
    await call('DELETE', below(made))
    await call('DELETE', below(other))
    assert.equal(await files(), 0)
  })

  test('[testing.deleteApp] removes an app', async () => {
    const made = await make({ users: ['amy'] })
    await using amy = await client(made, 'amy')
    assert.equal((await call('DELETE', below(made))).status, 200)
    await amy.next('onError')
    const { org, app } = made
    assertError(await rest(made, 'GET', '/users'), 'app.unknown', { org, app, path: '/users' })
    assertError(await call('POST', below(made, '/reset')), 'app.unknown', { org, app, path: '' })
  })
})
