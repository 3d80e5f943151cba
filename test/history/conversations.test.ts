import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { RawClient, textsOf } from '../gateway/raw-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { openClient } from '../sdk/client.ts'

describe('deleting a conversation for one side', () => {
  let server: TestServer
  let names = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  /** Two users whom nobody else writes to. */
  async function pair(): Promise<[string, string]> {
    const [a, b] = [`a${++names}`, `b${names}`]
    await server.users(a, b)
    return [a, b]
  }
  const say = (from: string, to: string, msg: string) =>
    server.call('POST', '/messages/users', { from, to: [to], type: 'txt', body: { msg } })
  const remove = (user: string, body: object, token?: string | null) =>
    server.call('DELETE', `/users/${user}/user_channel`, body, token === undefined ? {} : { token })
  const login = async (user: string, resource: string) =>
    RawClient.login(server.wsUrl, { user, resource, token: await server.userToken(user) })

  /** Stored positions of a conversation: from where it is listed, and where its history begins. */
  async function marks(user: string, peer: string) {
    const [row] = await server.rows(
      `select hidden, cleared from follow join log on log.id = follow.log
      where "user" = '${user}' and key = '${pairLog(user, peer)}'`,
    )
    return row
  }

  test('[conversations.delete] the reply of the seed, field by field', async () => {
    const [a, b] = await pair()
    await say(a, b, 'hi')
    const { status, body } = await remove(a, { channel: b, type: 'chat', delete_roam: true })
    assert.equal(status, 200)
    const { timestamp, duration, application, ...rest } = body
    assert.deepEqual([typeof timestamp, typeof duration, application], ['number', 'number', server.app.uuid])
    assert.deepEqual(rest, {
      path: '/users/user_channel',
      uri: `${server.url}/acme/chat/users/${a}/user_channel`,
      organization: 'acme',
      entities: [],
      action: 'delete',
      data: { result: 'ok' },
      applicationName: 'chat',
    })
  })

  test('[conversations.delete] refuses with the documented wording', async () => {
    const [a, b] = await pair()
    const whole = { channel: b, type: 'chat', delete_roam: true }
    for (const empty of [undefined, null, '']) {
      assertError(await remove(a, { ...whole, channel: empty }), 'conversation.channel_missing')
      assertError(await remove(a, { ...whole, type: empty }), 'conversation.type_missing')
    }
    for (const empty of [undefined, null])
      assertError(await remove(a, { ...whole, delete_roam: empty }), 'conversation.delete_roam_missing')
    for (const wrong of [{ delete_roam: 'yes' }, { channel: true }, { type: 'talk' }])
      assertError(await remove(a, { ...whole, ...wrong }), 'request.body_invalid')
    // The full-width comma in the seed's own sample is not JSON (rest-messages-users.md §16 row 16).
    const raw = '{"channel":"u2", "type":"chat"，"delete_roam": true}'
    const sample = await server.call('DELETE', `/users/${a}/user_channel`, undefined, { raw })
    assertError(sample, 'request.body_invalid')
    assertError(await remove('nobody', whole), 'user.unknown')
    assertError(await remove(a, whole, null), 'auth.required')
    assertError(await remove(a, whole, await server.userToken(b)), 'auth.required')
  })

  test('[conversations.delete] spellings of the SDKs: path, groupChat, chatroom', async () => {
    const [a] = await pair()
    const token = await server.userToken(a)
    for (const type of ['groupChat', 'groupchat', 'chatroom', 'chatRoom', 'Chat']) {
      const body = { channel: '184524748161025', type, delete_roam: false }
      assert.equal((await server.call('DELETE', `/user/${a}/user_channel`, body, { token })).status, 200)
    }
  })

  test('[conversations.delete] with its history: no device receives it any more, the other side keeps everything', async () => {
    const [a, b] = await pair()
    for (const msg of ['one', 'two', 'three']) await say(b, a, msg)
    assert.deepEqual(await marks(a, b), { hidden: 0, cleared: null })
    await remove(a, { channel: b.toUpperCase(), type: 'chat', delete_roam: true })
    assert.deepEqual(await marks(a, b), { hidden: 3, cleared: 3 })
    assert.deepEqual(await marks(b, a), { hidden: 0, cleared: null })
    await using mine = await login(a, 'mine')
    assert.deepEqual(await mine.goLive(), [])
    await say(b, a, 'four')
    assert.deepEqual(textsOf((await mine.page()).metas), ['four'])
    await using theirs = await login(b, 'theirs')
    assert.deepEqual(await theirs.goLive(), [], 'own messages sent without sync_device')
    const { logs } = server.running.core.stores
    assert.equal((await logs.read(server.app.id, pairLog(a, b), 0, 10)).length, 4)
  })

  test('[conversations.delete] without its history: what is waiting still arrives', async () => {
    const [a, b] = await pair()
    await say(b, a, 'waiting')
    await remove(a, { channel: b, type: 'chat', delete_roam: false })
    assert.deepEqual(await marks(a, b), { hidden: 1, cleared: null })
    await using device = await login(a, 'late')
    assert.deepEqual(textsOf(await device.goLive()), ['waiting'])
  })

  test('[conversations.delete] a user registered anew finds nothing of the previous one', async () => {
    const [a, b] = await pair()
    await say(b, a, 'private')
    await server.call('DELETE', `/users/${a}`)
    await server.users(a)
    assert.deepEqual(await marks(a, b), { hidden: 1, cleared: 1 })
    await using device = await login(a, 'new')
    assert.deepEqual(await device.goLive(), [])
  })

  test("[conversations.delete] [socket.conversationEvents] the user's other devices are notified", async () => {
    const [a, b] = await pair()
    const open = (user: string, device: string) =>
      openClient({
        apiUrl: server.url,
        wsUrl: server.wsUrl,
        appKey: 'acme#chat',
        user,
        password: 'pw',
        device,
      })
    await using acting = await open(a, 'acting')
    await using watching = await open(a, 'watching')
    await acting.connection.deleteConversation({ channel: b, chatType: 'singleChat', deleteRoam: true })
    const told = await watching.next('onMultiDeviceEvent')
    assert.partialDeepStrictEqual(told, {
      operation: 'deleteConversation',
      conversationId: b,
      conversationType: 'singleChat',
    })
    // The app deletes on behalf of the user: no device did it, so none is notified; the next event shows that nothing
    // came before it.
    await remove(a, { channel: 'c', type: 'chat', delete_roam: true })
    await acting.connection.deleteConversation({ channel: 'g', chatType: 'groupChat', deleteRoam: false })
    assert.partialDeepStrictEqual(await watching.next('onMultiDeviceEvent'), {
      conversationId: 'g',
      conversationType: 'groupChat',
    })
    assert.deepEqual(acting.all('onMultiDeviceEvent'), [])
  })
})
