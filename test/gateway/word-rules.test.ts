import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BodyType, conferenceJid, EditScope, encodeMessageBody, userJid } from '@ringpost/protocol'
import type { AppSettings } from '../../packages/server/src/domain/tenancy/app.ts'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { channelText, createGroup, createRoom } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import { APP_KEY, bodyOf, RawClient } from './raw-client.ts'

const BLOCKED = '1 {"error_type":"moderation","error_code":"keyword"}'

describe('words that are not allowed', () => {
  let server: TestServer
  let alice: RawClient
  let bob: RawClient
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
    await words('blocked', 'REJECT', ['evil', '§'])
    await words('masked', 'EXCHANGE', ['darn', '笨蛋'])
    await words('white', 'PASS', ['devil'])
    await words('in rooms', 'REJECT', ['roomy'], 'ROOM')
    alice = await login('alice')
    bob = await login('bob')
    await bob.goLive()
  })
  after(async () => {
    await Promise.all([alice[Symbol.asyncDispose](), bob[Symbol.asyncDispose]()])
    await server.close()
  })

  const words = (name: string, disposition: string, textContexts: string[], scope = 'ALL') =>
    server.call('POST', '/moderation/text/list', { name, scope, disposition, textContexts })
  const login = async (user: string) =>
    RawClient.login(server.wsUrl, { user, resource: 'raw_1', token: await server.userToken(user) })
  const rule = (settings: Partial<AppSettings>) =>
    server.running.core.apps.changeSettings(server.app, {
      ...{ chatWords: 'off', groupWords: 'off', roomWords: 'off', tellBlocked: true },
      ...settings,
    })
  const status = async (id: number) => {
    const { code, reason } = (await alice.acknowledgement(id)).status!
    return code === 0 ? 'sent' : `${code} ${reason}`
  }
  const payload = (fields: Partial<Parameters<typeof encodeMessageBody>[0]>) =>
    encodeMessageBody({ type: BodyType.CHAT, from: 'alice', to: 'bob', ...fields })
  const say = (msg: string, more: object = {}) =>
    alice.send({
      to: userJid(APP_KEY, 'bob'),
      payload: payload({ content: { type: 'txt', msg }, ...more }),
    })
  /** What bob gets next. */
  const heard = async () => {
    const [meta] = (await bob.page(({ metas }) => metas.length > 0)).metas
    return bodyOf(meta!)
  }
  const textHeard = async () => {
    const { content } = await heard()
    return content?.type === 'txt' ? content.msg : content
  }

  test('[moderation.createList] no rule: everything passes, and so does what the app sends', async () => {
    await rule({})
    assert.equal(await status(say('evil')), 'sent')
    assert.equal(await textHeard(), 'evil')
    await rule({ chatWords: 'block' })
    const message = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'evil too' } }
    assert.equal((await server.call('POST', '/messages/users', message)).status, 200)
    assert.equal(await textHeard(), 'evil too')
  })

  test('[moderation.createList] block: the sender is told, the receiver gets nothing; words to exchange are replaced', async () => {
    await rule({ chatWords: 'block' })
    assert.equal(await status(say('so EVIL')), BLOCKED)
    assert.equal(await status(say('the devil is evil')), 'sent')
    assert.equal(await textHeard(), 'the devil is evil')
    const translated = { ext: { k: 'v' }, meta: { translations: [{ code: 'en', text: 'darn' }], other: 1 } }
    assert.equal(await status(say('darn, 你这个笨蛋', translated)), 'sent')
    const { content, ext, meta } = await heard()
    assert.deepEqual(content, { type: 'txt', msg: '***, 你这个***' })
    assert.deepEqual([ext, JSON.parse(meta!)], [{ k: 'v' }, { other: 1 }])
  })

  test('[moderation.createList] replace, pass, and blocking without a word', async () => {
    await rule({ chatWords: 'replace' })
    assert.equal(await status(say('evil darn')), 'sent')
    assert.equal(await textHeard(), '*** ***')
    assert.equal(await status(say('§'.repeat(2400))), BLOCKED, 'what is replaced must fit')
    await rule({ chatWords: 'pass' })
    assert.equal(await status(say('evil darn')), 'sent')
    assert.equal(await textHeard(), 'evil darn')
    await rule({ chatWords: 'block', tellBlocked: false })
    assert.equal(await status(say('evil')), 'sent')
    assert.equal(await status(say('fine')), 'sent')
    assert.equal(await textHeard(), 'fine')
  })

  test('[moderation.createList] groups and rooms have rules and lists of their own', async () => {
    const group = await createGroup(server, ['bob'])
    const room = await createRoom(server, ['bob'])
    await rule({ groupWords: 'block', roomWords: 'block' })
    const inChannel = (kind: 'group' | 'room', id: string, msg: string) =>
      status(alice.send({ to: conferenceJid(APP_KEY, id), payload: channelText(kind, 'alice', id, msg) }))
    assert.equal(await inChannel('group', group, 'evil'), BLOCKED)
    assert.equal(await inChannel('room', room, 'evil'), BLOCKED)
    assert.equal(await inChannel('group', group, 'roomy'), 'sent')
    assert.equal(await inChannel('room', room, 'roomy'), BLOCKED)
    assert.equal(await status(say('evil')), 'sent')
  })

  test('[moderation.createList] of a custom message, what it names as its text', async () => {
    await rule({ chatWords: 'replace' })
    const custom = (moderation: unknown) =>
      status(
        alice.send({
          to: userJid(APP_KEY, 'bob'),
          payload: payload({
            content: { type: 'custom', customEvent: 'gift', customExts: { note: 'evil', moderation } },
          }),
        }),
      )
    const naming = (data: string, enable = true) =>
      JSON.stringify({
        enable,
        contents: [
          { type: 'img', data: 'evil' },
          { type: 'text', data },
        ],
      })
    assert.equal(await custom(naming('nice')), 'sent')
    assert.equal(await custom(naming('evil', false)), 'sent')
    assert.equal(await custom('{'), 'sent')
    assert.equal(await custom(naming('so evil')), BLOCKED)
  })

  test('[moderation.createList] an edit is looked at like a message', async () => {
    await rule({ chatWords: 'block' })
    const sent = say('before')
    const { serverId } = await alice.acknowledgement(sent)
    const edit = (msg: string) =>
      alice.send({
        to: userJid(APP_KEY, 'bob'),
        payload: payload({
          type: BodyType.EDIT,
          content: { type: 'txt', msg },
          editId: serverId!,
          editScope: EditScope.BODY,
        }),
      })
    const stored = async () =>
      bodyOf((await server.running.core.stores.logs.find(server.app.id, serverId!)) as never).content
    assert.equal(await status(edit('evil')), BLOCKED)
    assert.deepEqual(await stored(), { type: 'txt', msg: 'before' })
    assert.equal(await status(edit('darn it')), 'sent')
    assert.deepEqual(await stored(), { type: 'txt', msg: '*** it' })
    await rule({ chatWords: 'block', tellBlocked: false })
    assert.equal(await status(edit('evil')), BLOCKED, 'an edit that is not made cannot seem to be')
    const byApp = { user: 'alice', new_msg: { type: 'txt', msg: 'evil' } }
    assert.equal((await server.call('PUT', `/messages/rewrite/${serverId}`, byApp)).status, 200)
  })

  test('[moderation.createList] the SDK says what happened', async () => {
    await rule({ chatWords: 'block' })
    for (const sdk of ['easemob-websdk', 'easemob-websdk-4.0', 'agora-chat']) {
      await using client = await sdkClient(server, { user: 'alice', password: 'pw', device: 'd1', sdk })
      const message = client.message({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'evil' })
      await assert.rejects(client.connection.send(message), (error: { type: number }) => error.type === 508)
    }
  })

  test('[moderation.createList] the SDK shows its user what others got instead, if it is told to', async () => {
    await rule({ chatWords: 'replace', groupWords: 'replace', roomWords: 'replace' })
    const group = await createGroup(server, ['alice', 'bob'])
    const room = await createRoom(server, ['alice', 'bob'])
    for (const [isShown, expected] of [
      [true, { msg: 'so ***', ext: { k: 1 }, isReplaced: true }],
      [false, { msg: 'so evil', ext: { k: 1 }, isReplaced: false }],
    ] as const) {
      const options = { useReplacedMessageContents: isShown }
      await using client = await sdkClient(server, { user: 'alice', password: 'pw', device: 'd2', options })
      for (const [chatType, to] of [
        ['singleChat', 'bob'],
        ['groupChat', group],
        ['chatRoom', room],
      ] as const) {
        const message = client.message({ type: 'txt', chatType, to, msg: 'so evil', ext: { k: 1 } })
        const { message: shown, serverMsgId } = await client.connection.send(message)
        const { msg, ext, isContentReplaced = false, id } = shown as typeof shown & Record<string, unknown>
        assert.deepEqual({ msg, ext, isReplaced: isContentReplaced }, expected, chatType)
        assert.equal(id, serverMsgId)
      }
    }
  })
})
