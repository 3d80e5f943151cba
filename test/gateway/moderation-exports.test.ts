import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BodyType, conferenceJid, EditScope, encodeMessageBody, userJid } from '@ringpost/protocol'
import { channelText, createGroup, createRoom } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { APP_KEY, RawClient } from './raw-client.ts'

const DAY_MS = 24 * 3600_000

describe('exports of what lists of words have hit', () => {
  let server: TestServer
  let alice: RawClient
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
    const words = (name: string, disposition: string, textContexts: string[]) =>
      server.call('POST', '/moderation/text/list', { name, scope: 'ALL', disposition, textContexts })
    await words('blocked', 'REJECT', ['evil', 'vile'])
    await words('masked', 'EXCHANGE', ['darn'])
    await words('white', 'PASS', ['devil'])
    const rules = { chatWords: 'block', groupWords: 'replace', roomWords: 'pass' } as const
    await server.running.core.apps.changeSettings(server.app, rules)
    alice = await login('alice')
  })
  after(async () => {
    await alice[Symbol.asyncDispose]()
    await server.close()
  })

  const login = async (user: string) =>
    RawClient.login(server.wsUrl, { user, resource: 'raw_1', token: await server.userToken(user) })
  const payload = (fields: Partial<Parameters<typeof encodeMessageBody>[0]>) =>
    encodeMessageBody({ type: BodyType.CHAT, from: 'alice', to: 'bob', ...fields })
  const say = async (fields: Partial<Parameters<typeof encodeMessageBody>[0]>, client = alice) => {
    const sent = client.send({ to: userJid(APP_KEY, 'bob'), payload: payload(fields) })
    return client.acknowledgement(sent)
  }
  const text = (msg: string) => ({ content: { type: 'txt' as const, msg } })
  const make = async (wish: object = {}): Promise<string> => {
    const { status, body } = await server.call('POST', '/moderation/record/message/export', wish)
    assert.equal(status, 200, JSON.stringify(body))
    assert.deepEqual([Object.keys(body), Object.keys(body.entity)], [['entity'], ['uuid']])
    return body.entity.uuid
  }
  const file = (uuid: string, query = '?type=record', method = 'GET') =>
    fetch(`${server.url}/acme/chat/moderationfiles/${uuid}${query}`, {
      method,
      headers: { authorization: `Bearer ${server.appToken}` },
    })
  const linesOf = async (uuid: string) =>
    (await (await file(uuid)).text())
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  const texts = async (wish: object) => (await linesOf(await make(wish))).map((line) => line.text)

  test('[moderation.export] [moderation.exportFile] what was hit, where, and what became of it', async () => {
    const begun = Date.now()
    const group = await createGroup(server, ['alice', 'bob'])
    const room = await createRoom(server, ['alice', 'bob'])
    await say(text('fine'))
    await say(text('the devil is evil'))
    await say(text('EVIL and vile'))
    const { serverId } = await say(text('before'))
    const edit = { type: BodyType.EDIT, editId: serverId!, editScope: EditScope.BODY }
    await say({ ...edit, ...text('darn it') })
    for (const [kind, id] of [
      ['group', group],
      ['room', room],
    ] as const) {
      const to = conferenceJid(APP_KEY, id)
      await alice.acknowledgement(
        alice.send({ to, payload: channelText(kind, 'alice', id, `evil in a ${kind}`) }),
      )
    }
    const moderation = { enable: true, contents: [{ type: 'text', data: 'evil gift' }] }
    await say({ content: { type: 'custom', customEvent: 'gift', customExts: { moderation } } })
    const message = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'evil by the app' } }
    await server.call('POST', '/messages/users', message)
    await server.call('POST', '/moderation/txt/check', { content: 'evil that is checked' })

    const uuid = await make()
    const lines = await linesOf(uuid)
    assert.deepEqual(
      lines.map((line) => [line.text, line.chat_type, line.msg_type, line.is_edit, line.moderation_result]),
      [
        ['EVIL and vile', 'chat', 'txt', false, 'REJECT'],
        ['darn it', 'chat', 'txt', true, 'EXCHANGE'],
        ['evil in a group', 'groupchat', 'txt', false, 'EXCHANGE'],
        ['evil in a room', 'chatroom', 'txt', false, 'PASS'],
        ['evil gift', 'chat', 'custom', false, 'REJECT'],
      ],
    )
    const [{ msg_id, timestamp, ...first }, edited, inGroup] = lines
    assert.match(msg_id, /^\d+$/)
    assert.ok(timestamp >= begun && timestamp <= Date.now())
    assert.deepEqual(first, {
      from: 'alice',
      to: 'bob',
      chat_type: 'chat',
      msg_type: 'txt',
      is_edit: false,
      text: 'EVIL and vile',
      words: ['evil', 'vile'],
      moderation_result: 'REJECT',
      provider_result: 'REJECT',
    })
    assert.deepEqual([edited.msg_id, inGroup.to], [String(serverId), group])

    await say(text('evil afterwards'))
    assert.equal((await linesOf(uuid)).length, 5, 'an export ends with what was there when it was made')
    assert.equal((await texts({ dateFrom: begun, dateTo: Date.now() })).at(-1), 'evil afterwards')
    assert.deepEqual(await texts({ dateTo: begun - 1 }), [])
    assert.deepEqual(await texts({ dateFrom: Date.now() + DAY_MS, dateTo: null }), [])
    assert.deepEqual(await texts({ targetType: 'chatroom', msgType: 'txt' }), ['evil in a room'])
    assert.deepEqual(await texts({ moderationResult: 'EXCHANGE', targetType: 'chat' }), ['darn it'])
    assert.deepEqual(await texts({ msgType: 'img' }), [])
    assert.deepEqual(await texts({ providerResult: 'PASS' }), [])
    assert.deepEqual(await texts({ providerResult: 'REJECT', moderationResult: 'PASS' }), ['evil in a room'])
  })

  test('[moderation.exports] page by page, newest first, or the one of a uuid', async () => {
    await say(text('ä evil'))
    const wish = { targetType: 'chat', moderationResult: 'REJECT' }
    const uuids = [await make(), await make(wish)]
    const list = async (query: string) => (await server.call('GET', `/moderation/export/files${query}`)).body
    const { entities, ...page } = await list('?page=0&size=1')
    const [{ id, size, createdAt, updatedAt, expiredAt, cond, ...rest }] = entities
    const uuid = uuids[1]
    assert.deepEqual(rest, { uuid, fileName: `record-${uuid}.jsonl`, status: 'DONE', detail: '' })
    assert.match(id, /^\d+$/)
    assert.deepEqual(JSON.parse(cond), wish)
    assert.equal(size, (await (await file(uuid!)).arrayBuffer()).byteLength)
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
    assert.deepEqual([updatedAt, Date.parse(expiredAt) - Date.parse(createdAt)], [createdAt, 7 * DAY_MS])
    const { totalElements, totalPages, ...place } = page
    assert.ok(totalElements >= 2 && totalPages === totalElements)
    assert.deepEqual(place, { first: true, last: false, size: 1, number: 0, numberOfElements: 1 })
    assert.equal((await list('?page=1&size=1')).entities[0].uuid, uuids[0])
    const one = await list(`?uuid=${uuids[0]}`)
    assert.deepEqual([one.entities[0].uuid, one.totalElements], [uuids[0], 1])
    assert.deepEqual((await list('?uuid=none')).entities, [])
  })

  test('[moderation.export] [moderation.exportFile] what is wrong, unknown, or of another app', async () => {
    const at = '/moderation/record/message/export'
    for (const wish of [
      { dateFrom: 'x' },
      { dateTo: -1 },
      { targetType: 'group' },
      { msgType: 'custom' },
      { moderationResult: 'pass' },
      { providerResult: 1 },
    ])
      assertError(await server.call('POST', at, wish), 'moderation.param_empty')
    const uuid = await make()
    const head = await file(uuid, '', 'HEAD')
    assert.deepEqual([head.status, await head.text()], [200, ''])
    assert.equal(head.headers.get('content-type'), 'text/plain; charset=utf-8')
    assert.equal(head.headers.get('content-disposition'), `attachment; filename="record-${uuid}.jsonl"`)
    assertError(await server.call('GET', `/moderationfiles/${uuid}?type=x`), 'moderation.param_empty')
    assertError(await server.call('GET', '/moderationfiles/none?type=record'), 'moderation.export_unknown')
    const { apps, tokens } = server.running.core
    const { token } = tokens.issueAppToken(apps.byKey('other#chat')!, undefined)
    const inOther = (path: string) => server.request('GET', `/other/chat${path}`, undefined, { token })
    assertError(await inOther(`/moderationfiles/${uuid}?type=record`), 'moderation.export_unknown')
    assert.deepEqual((await inOther('/moderation/export/files')).body.entities, [])
  })

  test('[moderation.exportFile] nothing stays of a deleted user, or of what is too old', async () => {
    await server.users('carol')
    const carol = await login('carol')
    for (let i = 0; i < 250; i++) await say({ from: 'carol', ...text(`evil ${i}`) }, carol)
    await carol[Symbol.asyncDispose]()
    const uuid = await make()
    const of = async (user: string) => (await linesOf(uuid)).filter(({ from }) => from === user).length
    const others = await of('alice')
    assert.deepEqual([await of('carol'), others > 0], [250, true])
    await server.call('DELETE', '/users/carol')
    assert.deepEqual([await of('carol'), await of('alice')], [0, others])
    const { recordPruner } = server.running.core
    await recordPruner.pruneAll()
    assert.equal(await of('alice'), others)
    await recordPruner.pruneAll(Date.now() + 31 * DAY_MS)
    assertError(await server.call('GET', `/moderationfiles/${uuid}`), 'moderation.export_unknown')
    assert.deepEqual(await texts({}), [])
  })
})
