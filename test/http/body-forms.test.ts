import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeMessageBody } from '@ringpost/protocol'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { createGroup, createRoom } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

const DEEP = 20_000
const nested = '{"a":'.repeat(DEEP) + 1 + '}'.repeat(DEEP)

describe('bodies as callers write them', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', '10086')
  })
  after(() => server.close())

  const post = (path: string, raw: string | Buffer, type = 'application/json', method = 'POST') =>
    server.call(method, path, undefined, { raw, headers: { 'content-type': type } })
  const message = (fields: string) => `{"from":"alice","to":["bob"],"type":"txt","body":{"msg":"x"}${fields}}`
  async function last(one: string, other: string) {
    const { logs } = server.running.core.stores
    const entries = await logs.read(server.app.id, pairLog(one, other), 0, 1000)
    return decodeMessageBody(entries.at(-1)!.payload)
  }

  test('[messages.sendToUsers] JSON nested 20,000 levels deep is refused as invalid, wherever it occurs', async () => {
    // Larger than the usual limit on bodies.
    await server.running.core.apps.changeSettings(server.app, {
      requestBytes: 1024 * 1024,
      messageBytes: 1024 * 1024,
    })
    for (const deep of [nested, '['.repeat(DEEP) + ']'.repeat(DEEP), '['.repeat(DEEP)]) {
      assertError(await post('/messages/users', message(`,"ext":{"deep":${deep}}`)), 'request.body_invalid')
      assertError(await post('/messages/users', deep), 'request.body_invalid')
      const { status, body } = await post('/users', deep)
      assert.deepEqual([status, body.error], [400, 'json_parse'])
      assert.equal((await post('/messages/users/import', deep)).status, 400)
      assert.equal((await post('/messages/rewrite/1', `{"new_ext":${deep}}`, undefined, 'PUT')).status, 400)
    }
    assert.equal(
      (await post('/messages/users', message(`,"ext":{"deep":"${'['.repeat(DEEP)}"}`))).status,
      200,
    )
  })

  test('[messages.sendToUsers] numeric ids are accepted, with every digit', async () => {
    const { body } = await post(
      '/messages/users',
      '{"from":10086,"to":[1234567890123456789],"type":"txt","body":{"msg":"n"}}',
    )
    assert.deepEqual(Object.keys(body.data), ['1234567890123456789'])
    assert.equal((await last('10086', '1234567890123456789')).from, '10086')
    assert.equal(
      (await post('/messages/users', '{"from":"alice","to":10086,"type":"txt","body":{"msg":"n"}}')).status,
      200,
    )
  })

  test('[users.register] numeric members and names', async () => {
    const group = await createGroup(server, ['bob'])
    const added = await post(`/chatgroups/${group}/users`, '{"usernames":[10086]}')
    assert.deepEqual(added.body.data.newmembers, ['10086'])
    const { body } = await post('/users', '{"username":9007199254740993,"password":123456}')
    assert.equal(body.entities[0].username, '9007199254740993')
  })

  test('[rooms.setAttributes] numeric attribute values', async () => {
    const room = await createRoom(server, ['bob'])
    const path = `/metadata/chatroom/${room}/user/alice`
    const set = await post(path, '{"metaData":{"score":1234567890123456789,"half":0.50}}', undefined, 'PUT')
    assert.deepEqual(set.body.data.successKeys, ['score', 'half'])
    const { body } = await post(`/metadata/chatroom/${room}`, '{"keys":["score","half"]}')
    assert.deepEqual(body.data, { score: '1234567890123456789', half: '0.50' })
  })

  test("[messages.sendToUsers] PHP's empty arrays count as empty objects", async () => {
    assert.equal((await post('/messages/users', message(',"ext":[]'))).status, 200)
    assert.deepEqual((await last('alice', 'bob')).ext, {})
    const custom = '{"from":"alice","to":["bob"],"type":"custom","body":{"customExts":[]},"ext":[]}'
    assert.equal((await post('/messages/users', custom)).status, 200)
    const old = '{"target_type":"users","target":["bob"],"msg":{"type":"txt","msg":"x"},"ext":[]}'
    assert.equal((await post('/messages', old)).status, 200)
    assert.equal((await post('/messages/users', message(',"ext":[1]'))).status, 400)
  })

  test('[messages.sendToUsers] a number in place of another declared type is refused, in any notation', async () => {
    for (const number of ['1', '1.0', '1e400', '12345678901234567890']) {
      assertError(await post('/messages/users', message(`,"ext":${number}`)), 'send.ext_illegal')
      assert.equal((await post('/messages/users', number)).status, 400)
    }
    const sized =
      '{"from":"alice","to":["bob"],"type":"audio","body":{"url":"u","length":10.0,"file_length":5e2}}'
    assert.equal((await post('/messages/users', sized)).status, 200)
    assert.deepEqual((await last('alice', 'bob')).content, {
      type: 'audio',
      url: 'u',
      length: 10,
      file_length: 500,
    })
  })

  test('[messages.sendToUsers] half an emoji becomes one U+FFFD through every endpoint', async () => {
    const half = '\\ud83d'
    await post(
      '/messages/users',
      `{"from":"alice","to":["bob"],"type":"custom","body":{"customEvent":"e","customExts":{"k${half}":"${half}"}},"ext":{"${half}":["${half}"]}}`,
    )
    const { content, ext } = await last('alice', 'bob')
    assert.partialDeepStrictEqual(content, { customExts: { 'k\ufffd': '\ufffd' } })
    assert.deepEqual(ext, { '\ufffd': ['\ufffd'] })
    const { body } = await post(
      '/messages/users',
      `{"from":"alice","to":["bob"],"type":"txt","body":{"msg":"a${half}b"}}`,
    )
    assert.partialDeepStrictEqual((await last('alice', 'bob')).content, { msg: 'a\ufffdb' })
    await post(
      `/messages/rewrite/${body.data.bob}`,
      `{"new_msg":{"type":"txt","msg":"${half}"}}`,
      undefined,
      'PUT',
    )
    assert.partialDeepStrictEqual((await last('alice', 'bob')).content, { msg: '\ufffd' })
    const user = await post('/users', `{"username":"half","password":"pw","nickname":"${half}"}`)
    assert.equal(user.body.entities[0].nickname, '\ufffd')
    const group = await createGroup(server, ['bob'])
    await post(`/chatgroups/${group}`, `{"groupname":"${half}"}`, undefined, 'PUT')
    assert.equal((await server.call('GET', `/chatgroups/${group}`)).body.data[0].name, '\ufffd')
    await post(
      '/messages/users/import',
      `{"from":"x","target":"y","type":"txt","body":{"msg":"${half}"},"msg_timestamp":1600000000000}`,
    )
    const { logs } = server.running.core.stores
    const [entry] = await logs.read(server.app.id, pairLog('x', 'y'), Number.MIN_SAFE_INTEGER, 1)
    assert.partialDeepStrictEqual(decodeMessageBody(entry!.payload).content, { msg: '\ufffd' })
  })

  test('[messages.sendToUsers] a declared character set is decoded', async () => {
    // 你好 in GBK and Big5, é in Latin-1; the first byte pair of 隆 in GBK is valid UTF-8 too.
    const cases: [string, number[], string][] = [
      ['charset=GBK', [0xc4, 0xe3, 0xba, 0xc3], '你好'],
      ['charset="gb2312"', [0xc2, 0xa1], '隆'],
      ['Charset=big5', [0xa7, 0x41, 0xa6, 0x6e], '你好'],
      ['charset=ISO-8859-1', [0xe9], 'é'],
      ['charset=UTF8', [0xc3, 0xa9], 'é'],
      ['charset=nobody-knows', [0xc3, 0xa9], 'é'],
    ]
    for (const [label, bytes, text] of cases) {
      const [before, behind] = message('').split('"x"') as [string, string]
      const raw = Buffer.concat([Buffer.from(`${before}"`), Buffer.from(bytes), Buffer.from(`"${behind}`)])
      assert.equal((await post('/messages/users', raw, `application/json; ${label}`)).status, 200, label)
      assert.partialDeepStrictEqual((await last('alice', 'bob')).content, { msg: text }, label)
    }
    const wide = Buffer.from(message('').replace('"x"', '"宽"'), 'utf16le')
    assert.equal((await post('/messages/users', wide, 'application/json; charset=utf-16le')).status, 200)
    assert.partialDeepStrictEqual((await last('alice', 'bob')).content, { msg: '宽' })
  })

  test('[messages.sendToUsers] [users.register] [attributes.set] bytes that are not text are refused', async () => {
    for (const bytes of [[0xff], [0xc4, 0xe3], [0xed, 0xa0, 0xbd], [0xc0, 0x80]]) {
      const [before, behind] = message('').split('"x"') as [string, string]
      const raw = Buffer.concat([Buffer.from(`${before}"`), Buffer.from(bytes), Buffer.from(`"${behind}`)])
      assertError(await post('/messages/users', raw), 'request.body_invalid')
      assertError(
        await post('/messages/users', raw, 'application/json; charset=utf-8'),
        'request.body_invalid',
      )
      const { status, body } = await post('/users', Buffer.from([0x7b, ...bytes]))
      assert.deepEqual([status, body.error], [400, 'json_parse'])
      const form = 'application/x-www-form-urlencoded'
      const escaped = bytes.map((byte) => `%${byte.toString(16)}`).join('')
      for (const field of [`nickname=${escaped}`, Buffer.from([0x61, 0x3d, ...bytes])])
        assertError(await post('/metadata/user/bob', field, form, 'PUT'), 'request.argument_illegal')
    }
    const bad = Buffer.from([0x7b, 0x81, 0x20, 0x7d])
    assert.equal((await post('/users', bad, 'application/json; charset=gbk')).status, 400)
  })

  test('[attributes.set] a form in its own character set', async () => {
    const form = 'application/x-www-form-urlencoded'
    const set = async (raw: string | Buffer, type = form) =>
      (await post('/metadata/user/bob', raw, type, 'PUT')).body.data
    assert.equal((await set('nick=%E4%BD%A0+%2B%&&empty=')).nick, '你 +%')
    assert.equal((await set(Buffer.from('nick=你好'))).nick, '你好')
    assert.equal((await set('nick=%C4%E3%BA%C3', `${form}; charset=GBK`)).nick, '你好')
  })

  test('[messages.sendToUsers] [attributes.set] a leading byte order mark is skipped', async () => {
    assert.equal((await post('/messages/users', `\ufeff${message('')}`)).status, 200)
    const utf16 = Buffer.from(`\ufeff${message('')}`, 'utf16le')
    assert.equal((await post('/messages/users', utf16, 'application/json; charset=utf-16')).status, 200)
    const { body } = await post(
      '/metadata/user/bob',
      '\ufeffmarked=1',
      'application/x-www-form-urlencoded',
      'PUT',
    )
    assert.equal(body.data.marked, '1')
  })
})
