import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { type Client, type EventName, openClient } from '../sdk/client.ts'
import { parseCurl } from './curl.ts'
import { assertSameReply } from './same-reply.ts'

/** Examples of the seed documents: the curl line, and the reply in the document; null for bytes. */
interface Example {
  seed: string
  heading: string
  curl: string
  reply: Record<string, unknown> | null
}

const ORG = 'easemob-demo'
const APP = 'chatdemoui'
const GROUPS = ['184524748161025', '1404928094479135']
const ROOM = '185145305923585'
const USERS = [
  'user1',
  'user2',
  'username1',
  'username2',
  'u1',
  'u2',
  'zw123',
  'jma1',
  'jma2',
  'jma3',
  'jma4',
  'stliu',
  'stliu1',
]
const MORE_USERS = ['l1k4vpllxp', 'testa', 'testb', 'testc', 'testd']
/** The hour whose messages the documents request, and its start. */
const HOUR = '2018112717'
const HOUR_START = Date.UTC(2018, 10, 27, 17)
/** A one-pixel PNG: the documents upload a picture. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Event of the SDK for each type. */
const events: Readonly<Record<string, EventName>> = {
  txt: 'onTextMessage',
  img: 'onImageMessage',
  audio: 'onAudioMessage',
  video: 'onVideoMessage',
  file: 'onFileMessage',
  loc: 'onLocationMessage',
  cmd: 'onCmdMessage',
  custom: 'onCustomMessage',
}

const examples = JSON.parse(readFileSync(new URL('examples.json', import.meta.url), 'utf8')) as Example[]

describe('the examples of the seed documents', () => {
  let server: TestServer
  let token: string
  /** Online during all sends: one of each kind of receiver. */
  const clients = new Map<string, Client>()
  /** Body in the document for every message sent, by message id. */
  const sent = new Map<string, Record<string, unknown>>()
  let uploaded: { uuid: string; 'share-secret': string }

  before(async () => {
    server = await TestServer.start({ RINGPOST_BOOTSTRAP: `${ORG}#${APP}:c:s,acme#chat` })
    const { core } = server.running
    const app = await core.apps.changeSettings(core.apps.get(ORG, APP)!, { chosenChannelIds: true })
    token = core.tokens.issueAppToken(app, undefined).token
    for (const username of [...USERS, ...MORE_USERS])
      await core.registrations.register(app, { kind: 'app' }, { username, password: 'pw' })
    const made = await call('POST', '/chatgroups', {
      groupid: GROUPS[0],
      groupname: 'g',
      public: true,
      owner: 'user1',
      members: ['user2'],
    })
    assert.equal(made.status, 200, JSON.stringify(made.body))
    const second = await call('POST', '/chatgroups', {
      groupid: GROUPS[1],
      groupname: 'g',
      public: true,
      owner: 'jma1',
      members: ['jma2', 'jma3'],
    })
    assert.equal(second.status, 200)
    const room = await call('POST', '/chatrooms', {
      roomid: ROOM,
      name: 'r',
      description: 'd',
      owner: 'user1',
      members: ['user2'],
    })
    assert.equal(room.status, 200, JSON.stringify(room.body))
    const upload = await request('POST', '/chatfiles', { 'restrict-access': 'true' }, pictureForm())
    uploaded = upload.body.entities[0]
    for (const user of ['user2', 'zw123', 'stliu', 'l1k4vpllxp', 'testb']) {
      const accessToken = core.tokens.issueForUser(app, await core.users.get(app, user), undefined).token
      clients.set(
        user,
        await openClient({
          apiUrl: server.url,
          wsUrl: server.wsUrl,
          appKey: `${ORG}#${APP}`,
          user,
          accessToken,
        }),
      )
    }
  })
  after(async () => {
    for (const client of clients.values()) await client.close()
    await server.close()
  })

  const call = (method: string, path: string, body?: unknown) =>
    server.request(method, `/${ORG}/${APP}${path}`, body, { token })

  async function request(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string | FormData,
  ) {
    const response = await fetch(`${server.url}/${ORG}/${APP}${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const json = response.headers.get('content-type')?.startsWith('application/json') === true
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      body: json ? JSON.parse(bytes.toString('utf8')) : undefined,
    }
  }

  function pictureForm(): FormData {
    const form = new FormData()
    form.set('file', new File([PICTURE], 'IMG_2953.JPG', { type: 'image/png' }))
    return form
  }

  /** What the document leaves to the reader: file ids, secrets, attachments to fetch, ids of earlier messages. */
  async function filledIn({ heading, curl }: Example): Promise<string> {
    let line = curl
      .replace(/\/chatfiles\/7f456bf0-[\w-]+/, `/chatfiles/${uploaded.uuid}`)
      .replace(/share-secret: [\w-]+/, `share-secret: ${uploaded['share-secret']}`)
      .replace(
        '<YourImageUrl>',
        `${server.url}/${ORG}/${APP}/chatfiles/${uploaded.uuid}?share-secret=${uploaded['share-secret']}`,
      )
      .replace('<ImageFileName>', 'IMG_2953.JPG')
    if (heading.startsWith('服务端消息撤回')) {
      const reply = await call('POST', '/messages/users', {
        from: 'user1',
        to: ['user2'],
        type: 'txt',
        body: { msg: 'to be recalled' },
      })
      line = line.replace('1028442084794698104', reply.body.data.user2)
    }
    if (heading.startsWith('导入群聊消息')) {
      line = line.replace('"username2"', `"${GROUPS[0]}"`).replace('1656906628428', String(Date.now()))
    }
    return line
  }

  /** The documented reply, with values of the documents' own installation replaced by ours. */
  function shownHere(example: Example, path: string): Record<string, unknown> {
    const shown = structuredClone(example.reply ?? {})
    if (typeof shown.uri === 'string') {
      shown.uri = shown.uri.endsWith(APP)
        ? `${server.url}/${ORG}/${APP}`
        : `${server.url}/${ORG}/${APP}${path}`
    }
    if ('organization' in shown) shown.organization = ORG
    if ('applicationName' in shown) shown.applicationName = APP
    // Informational: the document itself prints the address of a test machine there (§16 row 10).
    if (example.seed === '001') delete shown.uri
    const data = shown.data as Record<string, unknown> | undefined
    if (data?.recalled === 'yes') Object.assign(data, { from: 'user1', to: 'user2' })
    return shown
  }

  const before2014 = { '001': { groupReply: 'bare' }, '002': { statusShape: 'array' } } as const

  for (const example of examples) {
    test(`seed ${example.seed}, ${example.heading}`, async () => {
      const { apps } = server.running.core
      if (example.seed === '001' && example.heading === '创建一个群组')
        await apps.changeSettings(apps.get(ORG, APP)!, before2014['001'])
      if (example.seed === '002') await apps.changeSettings(apps.get(ORG, APP)!, before2014['002'])
      if (example.heading.startsWith('获取历史消息文件')) await importAtHour()
      const { method, path, headers, body, upload } = parseCurl(await filledIn(example))
      // These two specify where to import from; the address is this machine's own, which imports refuse.
      const refused = body?.includes('need_download') === true
      const reply = await request(method, path, headers, upload === undefined ? body : pictureForm())
      if (refused) return assert.equal(reply.status, 400, JSON.stringify(reply.body))
      assert.equal(reply.status, 200, JSON.stringify(reply.body))
      if (example.reply === null) assert.ok(reply.bytes.length > 0)
      else if (example.heading === '获取app中所有的群组') {
        assert.deepEqual(
          reply.body.data.map(({ groupid }: { groupid: string }) => groupid).sort(),
          [...GROUPS].sort(),
        )
        assert.equal(reply.body.count, 2)
      } else assertSameReply(shownHere(example, path), reply.body)
      await apps.changeSettings(apps.get(ORG, APP)!, { groupReply: 'envelope', statusShape: 'object' })
      if (
        method === 'POST' &&
        body !== undefined &&
        /^\/messages\/(users|chatgroups|chatrooms)$/.test(path)
      ) {
        await arrives(JSON.parse(body), Object.values(reply.body.data)[0] as string)
      }
    })
  }

  /** Checks that the official SDK gets the message with the fields that were sent. */
  async function arrives(
    message: { type: string; body: Record<string, unknown>; routetype?: string },
    id: string,
  ): Promise<void> {
    const event = (await clients
      .get('user2')!
      .next(events[message.type]!, (each) => (each as { id: string }).id === id)) as unknown as Record<
      string,
      unknown
    >
    const { body } = message
    if (message.type === 'txt') assert.equal(event.msg, body.msg)
    if (message.type === 'cmd') assert.equal(event.action, body.action)
    if (message.type === 'custom') assert.equal(event.customEvent, body.customEvent)
    if (message.type === 'loc')
      assert.deepEqual([event.lat, event.lng, event.addr], [39.966, 116.322, body.addr])
    if (message.type === 'img') assert.deepEqual([event.width, event.height], [480, 720])
    if (message.type === 'file') assert.equal(event.filename, body.filename)
    // Messages for online users only are not stored.
    if (message.routetype === undefined) sent.set(id, { type: message.type, ...body })
  }

  /** A message in the hour that the document requests. */
  async function importAtHour(): Promise<void> {
    const body = { msg: 'welcome to agora!' }
    const past = { from: 'user1', target: 'user2', type: 'txt', body, msg_timestamp: HOUR_START }
    assert.equal((await call('POST', '/messages/users/import', past)).status, 200)
  }

  test('[history.query] everything that was sent is found again with the documented bodies', async () => {
    const found = new Map<string, Record<string, unknown>>()
    let cursor = ''
    do {
      const reply = await call('GET', `/chatmessages?ql=select+*+where+timestamp>0&limit=20&cursor=${cursor}`)
      assert.equal(reply.status, 200, JSON.stringify(reply.body))
      for (const { msg_id, payload } of reply.body.entities) found.set(msg_id, payload.bodies[0])
      cursor = reply.body.cursor ?? ''
    } while (cursor !== '')
    assert.ok(sent.size > 20)
    for (const [id, body] of sent) {
      const shown = body.type === 'loc' ? { ...body, lat: 39.966, lng: 116.322 } : body
      assertSameReply(shown, found.get(id), `message ${id}`)
    }
  })

  test('[history.file] [history.download] the file of an hour contains what was sent, in the documented format', async () => {
    const reply = await call('GET', `/chatmessages/${HOUR}`)
    assert.equal(reply.status, 200)
    const file = await fetch(reply.body.data[0].url)
    const [line] = gunzipSync(Buffer.from(await file.arrayBuffer()))
      .toString('utf8')
      .trim()
      .split('\n')
    const record = JSON.parse(line!)
    assert.deepEqual(
      { ...record, msg_id: typeof record.msg_id, timestamp: typeof record.timestamp },
      {
        msg_id: 'string',
        timestamp: 'number',
        direction: 'outgoing',
        to: 'user2',
        from: 'user1',
        chat_type: 'chat',
        payload: { bodies: [{ msg: 'welcome to agora!', type: 'txt' }], ext: {}, from: 'user1', to: 'user2' },
      },
    )
  })

  test('defects of the seeds are refused as a real server refuses them (rest-messages-users.md §16 rows 1, 4, 16)', async () => {
    const comma = await server.request('POST', `/${ORG}/${APP}/messages`, undefined, {
      token,
      raw: '{"target_type":"users","target":["l1k4vpllxp"],"from","jma2","msg":{"type":"txt","msg":"x"}}',
    })
    assertError(comma, 'request.body_invalid')
    const wide = await server.request('DELETE', `/${ORG}/${APP}/users/u1/user_channel`, undefined, {
      token,
      raw: '{"channel":"u2", "type":"chat"，"delete_roam": true}',
    })
    assertError(wide, 'request.body_invalid')
    const nothing = await call('POST', '/messages', {
      target_type: 'users',
      target: ['u1'],
      msg: { type: 'txt', msg: 'x' },
      ext: null,
    })
    assertError(nothing, 'send.ext_illegal_g1')
  })
})
