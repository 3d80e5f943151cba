import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { BodyType, decodeKeyValues, encodeMessageBody, userJid, wire } from '@ringpost/protocol'
import { parseJson } from '@ringpost/protocol/json'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { APP_KEY, RawClient } from '../gateway/raw-client.ts'
import { nastyObject } from '../harness/nasty-json.ts'
import { Random } from '../harness/random.ts'
import { runCommand } from '../harness/run-command.ts'
import { TestServer } from '../harness/test-server.ts'

/** The hour whose file is exported. */
const HOUR = Date.UTC(2020, 4, 1, 8)
const ROUNDS = 25

describe('numbers keep every digit from input to output', () => {
  let server: TestServer
  let folder: string
  const random = new Random(20_201_101)
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
    folder = await mkdtemp(join(tmpdir(), 'ringpost-exact-'))
  })
  after(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Text as it appears in the reply, because parsing would lose the digits. */
  async function ask(method: string, path: string, raw?: string, token = server.appToken): Promise<string> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const url = path.startsWith('http') ? path : `${server.url}/acme/chat${path}`
    const response = await fetch(url, { method, headers, ...(raw !== undefined && { body: raw }) })
    const bytes = Buffer.from(await response.arrayBuffer())
    const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()
    assert.equal(response.status, 200, text)
    return text
  }
  const inHistory = async () => {
    let all = ''
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page = await ask('GET', `/chatmessages?limit=1000&cursor=${cursor}`)
      all += page
      cursor = JSON.parse(page).cursor
    }
    return all
  }
  const exported = async () => {
    const { data } = JSON.parse(await ask('GET', '/chatmessages/2020050108'))
    return ask('GET', data[0].url)
  }
  /** What SDKs get as the history of alice with bob: the bytes of messages. */
  async function roaming(): Promise<string> {
    const exts: string[] = []
    for (let start = '-1'; start !== ''; ) {
      const body = JSON.stringify({ queue: 'bob@easemob.com', start, pull_number: 50 })
      const page = await ask('POST', '/users/alice/messageroaming', body, await server.userToken('alice'))
      const { msgs, next_key, is_last } = JSON.parse(page).data
      for (const { msg } of msgs as { msg: string }[]) {
        const { payload } = wire.Meta.decode(Buffer.from(msg, 'base64'))
        exts.push(JSON.stringify(decodeKeyValues(wire.MessageBody.decode(payload!).ext)))
      }
      start = is_last ? '' : next_key
    }
    return exts.join()
  }
  async function lastConversation(): Promise<string> {
    const list = await ask(
      'GET',
      '/sdk/user/alice/user_channels/list?limit=1',
      undefined,
      await server.userToken('alice'),
    )
    return JSON.parse(list).data.channel_infos[0].meta.payload
  }
  const missing = (sent: readonly string[], text: string) => sent.filter((ext) => !text.includes(ext))
  const ext = () => nastyObject(random)
  const times = async (act: (text: string, n: number) => Promise<unknown>): Promise<string[]> => {
    const sent = Array.from({ length: ROUNDS }, ext)
    for (const [n, text] of sent.entries()) await act(text, n)
    return sent
  }

  test('[messages.sendToUsers] [messages.send] [messages.sendToUser] sent over REST', async () => {
    const sent = [
      await times((text) =>
        ask(
          'POST',
          '/messages/users',
          `{"from":"alice","to":["bob"],"type":"txt","body":{"msg":"x"},"ext":${text}}`,
        ),
      ),
      await times((text) =>
        ask(
          'POST',
          '/messages',
          `{"target_type":"users","target":["bob"],"from":"alice","msg":{"type":"txt","msg":"x"},"ext":${text}}`,
        ),
      ),
      await times((text) =>
        ask('POST', '/users/bob/messages', `{"from":"alice","msg":{"type":"txt","msg":"x"},"ext":${text}}`),
      ),
    ].flat()
    assert.deepEqual(missing(sent, await inHistory()), [])
    assert.deepEqual(missing(sent, await roaming()), [])
    assert.ok((await lastConversation()).includes(sent.at(-1)!))
  })

  test('[messages.sendToUsers] in the attributes of command and custom messages', async () => {
    const send = (type: string, body: string) =>
      ask('POST', '/messages/users', `{"from":"alice","to":["bob"],"type":"${type}","body":${body}}`)
    const params = await times((text) => send('cmd', `{"action":"a","param":${text}}`))
    const exts = await times((text) => send('custom', `{"customExts":${text}}`))
    assert.deepEqual(missing([...params, ...exts], await inHistory()), [])
  })

  test('[messages.importToUser] [history.file] imported over REST and from files, exported, and imported again', async () => {
    const rest = await times((text, n) =>
      ask(
        'POST',
        '/messages/users/import',
        `{"from":"alice","target":"bob","type":"txt","body":{"msg":"x"},"ext":${text},"msg_timestamp":${HOUR + n}}`,
      ),
    )
    const file = join(folder, 'import.jsonl')
    const lines: string[] = []
    const own = await times(async (text, n) =>
      lines.push(
        `{"from":"alice","to":"bob","type":"txt","body":{"msg":"y"},"ext":${text},"timestamp":${HOUR + 100 + n}}`,
      ),
    )
    const records = await times(async (text, n) =>
      lines.push(
        `{"msg_id":"${n}","timestamp":${HOUR + 200 + n},"chat_type":"chat","from":"alice","to":"bob","payload":{"bodies":[{"type":"txt","msg":"z"}],"ext":${text}}}`,
      ),
    )
    await writeFile(file, lines.join('\n'))
    await runCommand(server.running.core, ['import', 'acme#chat', file])
    const sent = [...rest, ...own, ...records]
    assert.deepEqual(missing(sent, await inHistory()), [])
    assert.deepEqual(missing(sent, await exported()), [])
  })

  test('[messages.edit] edited, merged with what the message had before', async () => {
    const old = ext()
    const { data } = JSON.parse(
      await ask(
        'POST',
        '/messages/users',
        `{"from":"alice","to":["bob"],"type":"txt","body":{"msg":"x"},"ext":{"old":${old}}}`,
      ),
    )
    const added = ext()
    await ask('PUT', `/messages/rewrite/${data.bob}`, `{"user":"alice","new_ext":{"new":${added}}}`)
    assert.ok((await inHistory()).includes(`{"old":${old},"new":${added}}`))
  })

  test('sent by a native client over the socket, and pushed to one', async () => {
    const login = async (user: string) => {
      const client = await RawClient.login(server.wsUrl, { user, token: await server.userToken(user) })
      await client.goLive()
      return client
    }
    await using alice = await login('alice')
    await using bob = await login('bob')
    const sent = await times(async (text) => {
      const object = parseJson(text) as Record<string, unknown>
      const content = { type: 'txt', msg: 'x' } as const
      const payload = encodeMessageBody({
        type: BodyType.CHAT,
        from: 'alice',
        to: 'bob',
        content,
        ext: object,
      })
      const { status } = await alice.acknowledgement(alice.send({ to: userJid(APP_KEY, 'bob'), payload }))
      assert.equal(status?.code, 0)
    })
    const pushed = (await bob.metas(sent.length)).map((meta) => wire.MessageBody.decode(meta.payload!).ext)
    assert.deepEqual(
      pushed.map((pairs) => JSON.stringify(decodeKeyValues(pairs))),
      sent,
    )
    assert.deepEqual(missing(sent, await inHistory()), [])
  })

  test("the vendor's web SDK reads numbers as numbers if it can represent them, others as text", async () => {
    const carol = await sdkClient(server, { user: 'carol', password: 'pw', device: 'd1' })
    try {
      const numbers =
        '{"double":1.0,"price":0.1000,"int":7,"long":1234567890123456789,"longer":12345678901234567890,"huge":1e400,"in":{"long":1234567890123456789}}'
      await ask(
        'POST',
        '/messages/users',
        `{"from":"alice","to":["carol"],"type":"txt","body":{"msg":"sdk"},"ext":${numbers}}`,
      )
      const received = (await carol.next('onTextMessage')) as { ext: object }
      assert.deepEqual(received.ext, {
        double: 1,
        price: 0.1,
        int: 7,
        // It turns LONG and JSON numbers into JavaScript numbers: native SDKs keep the digits that it rounds off.
        long: 1234567890123456800,
        longer: '12345678901234567890',
        huge: '1e400',
        in: { long: 1234567890123456800 },
      })
    } finally {
      await carol.close()
    }
  })
})
