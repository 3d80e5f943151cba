import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { createGroup } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

describe('reported messages', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  async function send(to: string, kind = 'users', more: object = {}): Promise<string> {
    const message = { from: 'alice', to: [to], type: 'txt', body: { msg: `for ${to}` }, ...more }
    const { body } = await server.call('POST', `/messages/${kind}`, message)
    return Object.values<string>(body.data)[0]!
  }
  const report = (user: string, message: string, body: object = {}) =>
    server.call('POST', `/user/${user}/moderation/report/message/${message}`, body)
  const list = async (query = 'limit=100') => (await server.call('GET', `/moderation/reports?${query}`)).body

  test('[moderation.report] [moderation.reports] [moderation.closeReport] from the SDK to the owner', async () => {
    const id = await send('bob')
    for (const sdk of ['easemob-websdk', 'easemob-websdk-4.0', 'agora-chat']) {
      await using bob = await sdkClient(server, { user: 'bob', password: 'pw', device: 'd1', sdk })
      await bob.connection.reportMessage({ reportType: 'spam', reportReason: `by ${sdk}`, messageId: id })
    }
    const { data, cursor } = await list()
    const [{ id: report, reported, message, ...facts }, ...others] = data
    assert.deepEqual([others, cursor], [[], ''], 'a user has one report about a message')
    assert.deepEqual(facts, { msg_id: id, reporter: 'bob', type: 'spam', reason: 'by agora-chat' })
    assert.ok(Math.abs(reported - Date.now()) < 60_000)
    assert.deepEqual(
      [message.msg_id, message.from, message.to, message.chat_type, message.payload.bodies],
      [id, 'alice', 'bob', 'chat', [{ type: 'txt', msg: 'for bob' }]],
    )
    const close = () => server.call('DELETE', `/moderation/reports/${report}`)
    assert.deepEqual((await close()).body.data, { result: 'ok' })
    assertError(await close(), 'report.unknown')
    assertError(await server.call('DELETE', '/moderation/reports/x'), 'report.unknown')
    assert.deepEqual((await list()).data, [])
  })

  test('[moderation.reportInBody] native clients name the message in the body', async () => {
    const id = await send('bob')
    const at = '/user/bob/moderation/report/message'
    const said = { reportType: 'ad', reportReason: 'why' }
    const quoted = { username: 'bob', msg: { msgId: id, type: 'txt', msg: 'something else' }, ...said }
    assert.equal((await server.call('POST', at, quoted)).status, 200)
    assert.equal((await server.call('POST', at, { msg: { msgId: Number(id) }, ...said })).status, 200)
    const [{ message, type }] = (await list()).data
    assert.deepEqual([message.payload.bodies, type], [[{ type: 'txt', msg: 'for bob' }], 'ad'])
    assertError(await server.call('POST', at, said), 'report.illegal', { field: 'msg' })
  })

  test('[moderation.report] only what a user could see, and only so much about it', async () => {
    const group = await createGroup(server, ['bob'])
    const inGroup = await send(group, 'chatgroups')
    const direct = await send('bob')
    assert.equal((await report('bob', inGroup)).status, 200)
    assert.equal((await report('alice', inGroup)).status, 200)
    for (const id of [inGroup, direct, '17', 'x'])
      assertError(await report('carol', id), 'report.message_unknown')
    const directed = await send(group, 'chatgroups/users', { users: ['alice'] })
    assertError(await report('bob', directed), 'report.message_unknown')
    await server.call('POST', `/chatgroups/${group}/users/carol`)
    assertError(await report('carol', inGroup), 'report.message_unknown')
    assert.equal((await report('carol', await send(group, 'chatgroups'))).status, 200)
    const root = { group_id: group, name: 't', owner: 'alice', msg_id: inGroup }
    const thread = (await server.call('POST', '/thread', root)).body.data.thread_id
    const inThread = await send(thread, 'chatgroups')
    assert.equal((await report('carol', inThread)).status, 200, 'members of the group read its threads')
    await server.call('DELETE', `/chatgroups/${group}/users/bob`)
    assert.equal((await report('bob', inGroup)).status, 200, 'they saw it while they were a member')
    const room = (
      await server.call('POST', '/chatrooms', {
        name: 'r',
        description: 'd',
        maxusers: 9,
        owner: 'alice',
        members: ['bob'],
      })
    ).body
    const inRoom = await send(room.data.id, 'chatrooms')
    assert.equal((await report('bob', inRoom)).status, 200)
    assertError(await report('carol', inRoom), 'report.message_unknown')
    assertError(await report('nobody', direct), 'user.unknown')
    for (const field of ['reportType', 'reportReason'])
      assertError(await report('bob', direct, { [field]: 'ä'.repeat(257) }), 'report.illegal', {
        field: field === 'reportType' ? 'type' : 'reason',
      })
    assertError(await report('bob', direct, { reportReason: {} }), 'report.illegal', {
      field: 'reportReason',
    })
  })

  test('[moderation.reports] page by page; what is recalled is not shown, and nothing stays of a deleted user', async () => {
    await server.users('dave')
    const ids = [await send('dave'), await send('dave'), await send('dave')]
    for (const id of ids) await report('dave', id)
    const ofDave = async () => {
      const { data } = await list()
      return data.filter(({ reporter }: { reporter: string }) => reporter === 'dave')
    }
    const all = (await list()).data
    const first = await list('limit=2')
    const second = await list(`limit=2&cursor=${first.cursor}`)
    assert.deepEqual([...first.data, ...second.data], all.slice(0, 4))
    assertError(await server.call('GET', '/moderation/reports?cursor=x'), 'request.cursor_illegal')
    await server.call('POST', '/messages/msg_recall', {
      msg_id: ids[0],
      to: 'dave',
      chat_type: 'chat',
      force: true,
    })
    assert.deepEqual(
      (await ofDave()).map(({ message }: { message: unknown }) => message === null),
      [true, false, false],
    )
    await server.call('DELETE', '/users/dave')
    assert.deepEqual(await ofDave(), [])
  })
})
