import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  type Body,
  BodyType,
  conferenceJid,
  encodeJsonPayload,
  encodeMessageBody,
  encodeMucBody,
  encodeRosterBody,
  MucOperation,
  Namespace,
  queuePage,
  RosterOperation,
  StatisticOperation,
  statisticMeta,
  userJid,
} from '@ringpost/protocol'
import { type Client, type EventName, openClient } from './client.ts'
import { APP_KEY, FakeServer, SECRET } from './fake-server.ts'
import { loadSdk } from './load-sdk.ts'

const alice = userJid(APP_KEY, 'alice')
const bob = userJid(APP_KEY, 'bob')
const group = conferenceJid(APP_KEY, '1234567890')

function login(
  server: FakeServer,
  user: string,
  more: { delivery?: boolean; device?: string } = {},
): Promise<Client> {
  const { apiUrl, wsUrl } = server
  return openClient({ apiUrl, wsUrl, appKey: APP_KEY, user, accessToken: SECRET, ...more })
}

/** Pushes a message from alice to bob. */
function push(server: FakeServer, content: Body): number {
  const payload = encodeMessageBody({
    type: BodyType.CHAT,
    from: 'alice',
    to: 'bob',
    content,
    ext: { k: 'v' },
  })
  return server.push('bob', { from: alice, to: bob, namespace: Namespace.CHAT, payload })
}

test('two clients exchange a text, with password login and delivery receipt', async () => {
  await using server = await FakeServer.start()
  const { apiUrl, wsUrl } = server
  await using sender = await openClient({ apiUrl, wsUrl, appKey: APP_KEY, user: 'alice', password: SECRET })
  await using receiver = await login(server, 'bob', { delivery: true })

  const ext = { n: 1, big: 1795294788482, nested: { a: [true] } }
  const sent = await sender.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'hi 环信 😀', ext })
  const text = await receiver.next('onTextMessage')
  assert.deepEqual(
    [text.id, text.from, text.to, text.msg, text.ext],
    [sent.serverMsgId, 'alice', 'bob', 'hi 环信 😀', ext],
  )
  const receipt = await sender.next('onDeliveredMessage')
  assert.equal(receipt.mid, sent.serverMsgId)

  await receiver.send({ type: 'txt', chatType: 'singleChat', to: 'alice', msg: 'hello' })
  assert.equal((await sender.next('onTextMessage')).msg, 'hello')
  assert.deepEqual([...sender.all('onError'), ...receiver.all('onError')], [])
})

test('messages that waited while the user was away arrive after login', async () => {
  await using server = await FakeServer.start()
  const ids = ['one', 'two'].map((msg) => String(push(server, { type: 'txt', msg })))
  await using receiver = await login(server, 'bob')
  await receiver.next('onOfflineMessageSyncFinish')
  const order = receiver.events.map((event) => event.name).filter((name) => /TextMessage|Offline/.test(name))
  assert.deepEqual(order, [
    'onOfflineMessageSyncStart',
    'onTextMessage',
    'onTextMessage',
    'onOfflineMessageSyncFinish',
  ])
  assert.deepEqual(
    receiver.all('onTextMessage').map(({ id }) => id),
    ids,
  )
})

describe('the SDK understands every content type that we encode', () => {
  const file = {
    url: 'http://127.0.0.1:9999/org/app/chatfiles/f',
    filename: 'f',
    secret: 's',
    file_length: 5,
  }
  const fields = { filename: 'f', secret: 's', file_length: 5 }
  const exts = { name: 'flower' }
  const cases: [EventName, Body, object][] = [
    ['onTextMessage', { type: 'txt', msg: 'a' }, { type: 'txt', msg: 'a' }],
    [
      'onImageMessage',
      { type: 'img', ...file, size: { width: 3, height: 4 }, subType: 'sub_gif' },
      { type: 'img', width: 3, height: 4, isGif: true, secret: 's', file_length: 5 },
    ],
    ['onAudioMessage', { type: 'audio', ...file, length: 7 }, { type: 'audio', length: 7, ...fields }],
    [
      'onVideoMessage',
      { type: 'video', ...file, length: 7, thumb: file.url, thumb_secret: 't' },
      { type: 'video', length: 7, thumb_secret: 't', ...fields },
    ],
    ['onFileMessage', { type: 'file', ...file }, { type: 'file', ...fields }],
    [
      'onLocationMessage',
      { type: 'loc', lat: 39.9, lng: 116.3, addr: 'here', buildingName: 'b' },
      { type: 'loc', lat: 39.9, lng: 116.3, addr: 'here', buildingName: 'b' },
    ],
    ['onCmdMessage', { type: 'cmd', action: 'run' }, { type: 'cmd', action: 'run' }],
    [
      'onCustomMessage',
      { type: 'custom', customEvent: 'gift', customExts: exts },
      { type: 'custom', customEvent: 'gift', customExts: exts },
    ],
    [
      'onCombineMessage' as EventName,
      { type: 'txt', subType: 'sub_combine', ...file, msg: 'm', title: 't', summary: 'u', combineLevel: 1 },
      { type: 'combine', title: 't', summary: 'u', compatibleText: 'm', combineLevel: 1, ...fields },
    ],
  ]
  for (const [event, content, expected] of cases) {
    test(event, async () => {
      await using server = await FakeServer.start()
      await using receiver = await login(server, 'bob')
      const id = String(push(server, content))
      const message: object = await receiver.next(event)
      assert.partialDeepStrictEqual(message, { ...expected, id, from: 'alice', to: 'bob', ext: { k: 'v' } })
      assert.equal(
        'url' in message && message.url,
        'url' in content && `${server.apiUrl}/org/app/chatfiles/f?em-redirect=true&share-secret=s`,
      )
    })
  }
})

test('group, contact and notice events reach their handlers', async () => {
  await using server = await FakeServer.start()
  await using receiver = await login(server, 'bob')
  const muc = { muc: group, operation: MucOperation.PRESENCE, from: alice, to: [bob], memberCount: 2 }
  server.push('bob', { from: group, to: bob, namespace: Namespace.MUC, payload: encodeMucBody(muc) })
  const presence = await receiver.next('onGroupEvent')
  assert.partialDeepStrictEqual(presence, {
    operation: 'memberPresence',
    id: group.name,
    from: 'alice',
    memberCount: 2,
  })

  const roster = { operation: RosterOperation.ADD, from: alice, to: [bob], reason: 'please' } as const
  server.push('bob', { from: alice, to: bob, namespace: Namespace.ROSTER, payload: encodeRosterBody(roster) })
  assert.partialDeepStrictEqual(await receiver.next('onContactInvited'), { from: 'alice', status: 'please' })

  const status = { uid: 'alice', last_time: 1, expiry: 2, ext: 'tab\t and\nline 环信', status: { phone: 1 } }
  const payload = encodeJsonPayload({ type: 'presence', data: { values: [status] } })
  server.push('bob', { from: alice, to: bob, namespace: Namespace.NOTIFY, payload })
  const [changed] = await receiver.next('onPresenceStatusChange')
  assert.deepEqual([changed?.userId, changed?.ext], ['alice', 'tab\t and\nline 环信'])
  assert.deepEqual(receiver.all('onError'), [])
})

test('files go up and come down through XMLHttpRequest', async () => {
  await using server = await FakeServer.start()
  await using sender = await login(server, 'alice')
  await using receiver = await login(server, 'bob')
  const data = new File(['file content'], 'a.txt', { type: 'text/plain' })
  const attachment = { data, filename: 'a.txt', filetype: 'txt', url: '' }
  await sender.send({ type: 'file', chatType: 'singleChat', to: 'bob', filename: 'a.txt', file: attachment })
  assert.match(server.uploads[0] ?? '', /name="file"; filename="a\.txt"[\s\S]*file content/)

  const { url } = await receiver.next('onFileMessage')
  assert.equal(url, `${server.apiUrl}/org/app/chatfiles/file-1?em-redirect=true&share-secret=share`)
  const { utils } = loadSdk()
  const blob = await new Promise<Blob>((resolve, reject) => {
    utils.download.call(receiver.connection, {
      url,
      headers: {},
      secret: 'share',
      onFileDownloadComplete: resolve,
      onFileDownloadError: reject,
    })
  })
  assert.match(await blob.text(), /file content/)
})

test('two devices of a user have separate resources; a kicked one says why and does not reconnect', async () => {
  await using server = await FakeServer.start()
  await using old = await login(server, 'bob', { device: 'old' })
  await using young = await login(server, 'bob', { device: 'young' })
  assert.deepEqual(
    [old, young].map(({ connection }) => connection.context.jid.clientResource),
    ['webim_web_old', 'webim_web_young'],
  )
  const kick = { id: 1, from: bob, to: bob, timestamp: Date.now() }
  const meta = statisticMeta(StatisticOperation.USER_LOGIN_ANOTHER_DEVICE, { ...kick, reason: 'newcomer' })
  server.sendFrame('bob', queuePage({ metas: [meta], nextKey: 1, queue: bob }))
  server.disconnect('bob')
  assert.equal((await old.next('onError', ({ type }) => type === 206)).data.loginInfoCustomExt, 'newcomer')
  await old.next('onDisconnected')
  assert.deepEqual(old.all('onReconnecting'), [])
})

test("a refused login rejects with the SDK's error and leaves nothing open", async () => {
  await using server = await FakeServer.start()
  const { apiUrl, wsUrl } = server
  const wrong = { apiUrl, wsUrl, appKey: APP_KEY, user: 'alice' }
  await assert.rejects(openClient({ ...wrong, accessToken: 'old' }), { type: 56 })
  await assert.rejects(openClient({ ...wrong, password: 'no' }), (error: { message: string }) =>
    /invalid username or password/.test(error.message),
  )
})

test('next returns each event once, waits for the one it is asked for, and gives up', async () => {
  await using server = await FakeServer.start()
  await using receiver = await login(server, 'bob')
  const later = receiver.next('onTextMessage', ({ msg }) => msg === 'b')
  push(server, { type: 'txt', msg: 'a' })
  push(server, { type: 'txt', msg: 'b' })
  assert.equal((await later).msg, 'b')
  assert.equal((await receiver.next('onTextMessage')).msg, 'a')
  await assert.rejects(
    receiver.next('onTextMessage', undefined, 20),
    /no onTextMessage within 20 ms; received: .*onTextMessage/,
  )
  assert.equal(receiver.all('onTextMessage').length, 2)
})

test('an exception in the SDK fails the test, even where the test runner only notes it', () => {
  const fixture = fileURLToPath(new URL('fixtures/fault.ts', import.meta.url))
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const run = spawnSync(process.execPath, ['--test', fixture], { env, encoding: 'utf8' })
  assert.equal(run.status, 1)
  assert.match(run.stdout, /pass 0[\s\S]*fail 2/)
  assert.match(run.stdout, /the SDK threw[\s\S]*clientResource/)
})
