import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { EasemobChat } from 'easemob-websdk'
import { TestServer } from '../harness/test-server.ts'
import type { Client, EventName } from '../sdk/client.ts'
import { loadSdk } from '../sdk/load-sdk.ts'
import { sdkClient } from './sdk-clients.ts'

describe('the official SDK: messages between two users', () => {
  let server: TestServer
  let alice: Client
  let bob: Client
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
    alice = await sdkClient(server, { user: 'alice', password: 'pw', delivery: true })
    bob = await sdkClient(server, { user: 'bob', password: 'pw', delivery: true })
  })
  after(async () => {
    await alice.close()
    await bob.close()
    await server.close()
  })

  const other = (client: Client) => (client === alice ? bob : alice)
  const name = (client: Client) => (client === alice ? 'alice' : 'bob')
  const ext = {
    text: 'ä 环信 😀',
    n: 1,
    big: 1795294788482,
    nested: { a: [true, null] },
    half: 0.5,
    no: false,
  }

  /** Sends from one to the other and back; returns what arrived. */
  async function exchange<Name extends EventName>(
    event: Name,
    message: object,
    check: (received: object, sender: Client) => void | Promise<void>,
  ): Promise<void> {
    for (const sender of [alice, bob]) {
      const receiver = other(sender)
      const to = name(receiver)
      const whole: object = { chatType: 'singleChat', to, ext, ...message }
      const sent = await sender.send(whole as EasemobChat.CreateMsgType)
      const received = (await receiver.next(event)) as EasemobChat.TextMsgBody
      assert.partialDeepStrictEqual(received, {
        id: sent.serverMsgId,
        chatType: 'singleChat',
        from: name(sender),
        to,
        ext,
      })
      assert.ok(Math.abs(received.time - Date.now()) < 60_000)
      await sender.next('onDeliveredMessage', ({ mid }) => mid === sent.serverMsgId)
      await check(received, sender)
    }
  }

  const file = (filename: string, type: string) => ({
    data: new File([filename.repeat(10)], filename, { type }),
    filename,
    filetype: filename.split('.')[1]!,
    url: '',
  })

  /** What a received attachment refers to. */
  async function download(
    client: Client,
    { url = '', secret = '' }: EasemobChat.FileMsgBody,
  ): Promise<string> {
    const blob = await new Promise<Blob>((onFileDownloadComplete, onFileDownloadError) => {
      const request = { url, headers: {}, secret, onFileDownloadComplete, onFileDownloadError }
      loadSdk().utils.download.call(client.connection, request)
    })
    return blob.text()
  }

  describe('[socket.sendText] [socket.sendLocation] [socket.sendCommand] [socket.sendCustom] both ways', () => {
    const plain: [string, EventName, object, object][] = [
      [
        'sendText',
        'onTextMessage',
        { type: 'txt', msg: 'hi 环信 😀\n\t"' },
        { type: 'txt', msg: 'hi 环信 😀\n\t"' },
      ],
      [
        'sendLocation',
        'onLocationMessage',
        { type: 'loc', lat: 39.9, lng: -116.3, addr: 'here', buildingName: 'b' },
        { type: 'loc', lat: 39.9, lng: -116.3, addr: 'here', buildingName: 'b' },
      ],
      ['sendCommand', 'onCmdMessage', { type: 'cmd', action: 'run' }, { type: 'cmd', action: 'run' }],
      [
        'sendCustom',
        'onCustomMessage',
        { type: 'custom', customEvent: 'gift', customExts: { name: 'flower', n: '3' } },
        { type: 'custom', customEvent: 'gift', customExts: { name: 'flower', n: '3' } },
      ],
    ]
    for (const [act, event, message, expected] of plain) {
      test(`${act}, with delivery receipts`, () =>
        exchange(event, message, (received) => assert.partialDeepStrictEqual(received, expected)))
    }
  })

  describe('[socket.sendImage] [socket.sendAudio] [socket.sendVideo] [socket.sendFile] both ways', () => {
    const attachments: [string, EventName, object, object][] = [
      [
        'sendImage',
        'onImageMessage',
        { type: 'img', file: file('a.png', 'image/png'), width: 3, height: 4 },
        { type: 'img', width: 3, height: 4 },
      ],
      [
        'sendAudio',
        'onAudioMessage',
        { type: 'audio', file: file('a.amr', 'audio/amr'), filename: 'a.amr', length: 7 },
        { type: 'audio', filename: 'a.amr', length: 7 },
      ],
      [
        'sendVideo',
        'onVideoMessage',
        { type: 'video', file: file('a.mp4', 'video/mp4'), filename: 'a.mp4', length: 9 },
        { type: 'video', filename: 'a.mp4', length: 9 },
      ],
      [
        'sendFile',
        'onFileMessage',
        { type: 'file', file: file('a.txt', 'text/plain'), filename: 'a.txt' },
        { type: 'file', filename: 'a.txt' },
      ],
    ]
    for (const [act, event, message, expected] of attachments) {
      test(`${act}, uploaded by the sender, downloaded by the receiver`, () =>
        exchange(event, message, async (received, sender) => {
          assert.partialDeepStrictEqual(received, expected)
          const content = await download(other(sender), received as EasemobChat.FileMsgBody)
          assert.match(content, /^(a\.\w{3}){10}$/)
        }))
    }
  })

  test('[socket.sendCombined] contains the messages it was made of', async () => {
    await alice.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'first' })
    const first = await bob.next('onTextMessage')
    await exchange(
      'onCombineMessage' as EventName,
      { type: 'combine', title: 't', summary: 's', compatibleText: 'c', messageList: [first] },
      async (received, sender) => {
        const combined = received as EasemobChat.CombineMsgBody
        assert.partialDeepStrictEqual(combined, { title: 't', summary: 's', compatibleText: 'c' })
        const { connection } = other(sender)
        const [inner] = await connection.downloadAndParseCombineMessage({
          url: combined.url!,
          secret: combined.secret!,
        })
        assert.partialDeepStrictEqual(inner, { type: 'txt', msg: 'first', from: 'alice', to: 'bob' })
      },
    )
  })

  test('attachments that the app uploads itself keep their URLs', async () => {
    const own = { user: 'alice', password: 'pw', device: 'own', options: { useOwnUploadFun: true } }
    await using sender = await sdkClient(server, own)
    await using receiver = await sdkClient(server, { ...own, user: 'bob' })
    const url = 'https://files.example/a.png'
    await sender.send({
      type: 'img',
      chatType: 'singleChat',
      to: 'bob',
      url,
      body: { url, type: 'img', filename: 'a.png', filetype: 'png' },
    } as EasemobChat.CreateMsgType)
    assert.equal((await receiver.next('onImageMessage')).url, url)
    await bob.next('onImageMessage')
  })

  describe('sent by the server API', () => {
    const url = () => `${server.url}/acme/chat/chatfiles/55f12940-64af-11e4-8a5b-ff2336f03252`
    const fileFields = { filename: 'f', secret: 's', file_length: 5 }
    const cases: [string, EventName, () => object, object][] = [
      ['txt', 'onTextMessage', () => ({ msg: 'hi 环信' }), { msg: 'hi 环信' }],
      [
        'img',
        'onImageMessage',
        () => ({ url: url(), filename: 'f', secret: 's', size: { width: 3, height: 4 } }),
        { secret: 's', width: 3, height: 4 },
      ],
      [
        'audio',
        'onAudioMessage',
        () => ({ url: url(), ...fileFields, length: 7 }),
        { ...fileFields, length: 7 },
      ],
      [
        'video',
        'onVideoMessage',
        () => ({ url: url(), ...fileFields, length: 7, thumb: url(), thumb_secret: 't' }),
        { ...fileFields, length: 7, thumb_secret: 't' },
      ],
      ['file', 'onFileMessage', () => ({ url: url(), ...fileFields }), fileFields],
      [
        'loc',
        'onLocationMessage',
        () => ({ lat: '39.9', lng: '116.3', addr: 'here' }),
        { lat: 39.9, lng: 116.3, addr: 'here' },
      ],
      ['cmd', 'onCmdMessage', () => ({ action: 'run' }), { action: 'run' }],
      [
        'custom',
        'onCustomMessage',
        () => ({ customEvent: 'gift', customExts: { name: 'flower' } }),
        { customEvent: 'gift', customExts: { name: 'flower' } },
      ],
    ]
    for (const [type, event, body, expected] of cases) {
      test(`${type} arrives with its fields`, async () => {
        const reply = await server.call('POST', '/messages/users', {
          from: 'alice',
          to: ['bob'],
          type,
          body: body(),
          ext,
        })
        assert.equal(reply.status, 200, JSON.stringify(reply.body))
        const received: object = await bob.next(event)
        assert.partialDeepStrictEqual(received, {
          ...expected,
          id: reply.body.data.bob,
          type,
          chatType: 'singleChat',
          from: 'alice',
          to: 'bob',
          ext,
        })
        if ('url' in received) assert.equal(received.url, `${url()}?em-redirect=true&share-secret=s`)
      })
    }
  })

  test('[socket.readReceipt] tells the sender which message was read', async () => {
    const sent = await alice.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg: 'read me' })
    await bob.next('onTextMessage', ({ msg }) => msg === 'read me')
    await bob.send({ type: 'read', chatType: 'singleChat', to: 'alice', id: sent.serverMsgId })
    const read = await alice.next('onReadMessage')
    assert.partialDeepStrictEqual(read, { mid: sent.serverMsgId, from: 'bob', to: 'alice' })
  })

  test('[socket.channelReceipt] tells that the whole conversation was read', async () => {
    await bob.send({ type: 'channel', chatType: 'singleChat', to: 'alice' })
    assert.partialDeepStrictEqual(await alice.next('onChannelMessage'), {
      chatType: 'singleChat',
      from: 'bob',
      to: 'alice',
    })
  })

  describe('[socket.push] 500 messages each way at once', () => {
    const expected = Array.from({ length: 500 }, (_, i) => `burst ${i}`)
    const burst = (client: Client, to: string) =>
      expected.map((msg) => client.send({ type: 'txt', chatType: 'singleChat', to, msg }))
    const receive = async (client: Client) => {
      await client.next('onTextMessage', ({ msg }) => msg === 'burst 499')
      return client.all('onTextMessage').flatMap(({ msg }) => (msg.startsWith('burst') ? [msg] : []))
    }

    test('arrive in order, none missing or repeated, each acknowledged', async () => {
      await server.users('carol', 'dave')
      await using carol = await sdkClient(server, { user: 'carol', password: 'pw' })
      await using dave = await sdkClient(server, { user: 'dave', password: 'pw' })
      const received = [receive(carol), receive(dave)]
      const sent = await Promise.all([...burst(carol, 'dave'), ...burst(dave, 'carol')])
      assert.equal(new Set(sent.map(({ serverMsgId }) => serverMsgId)).size, 1000)
      assert.deepEqual(await Promise.all(received), [expected, expected])
    })

    // The SDK numbers delivery receipts and messages with separate counters. In a burst the numbers coincide, and it
    // then forgets the promise of the message, so this test does not await promises.
    test('[socket.deliveryReceipt] cause 500 delivery receipts each', async () => {
      const received = [receive(alice), receive(bob)]
      const before = [alice, bob].map((client) => client.all('onDeliveredMessage').length)
      void burst(alice, 'bob')
      void burst(bob, 'alice')
      assert.deepEqual(await Promise.all(received), [expected, expected])
      for (const [i, client] of [alice, bob].entries()) {
        const ids = other(client)
          .all('onTextMessage')
          .flatMap(({ id, msg }) => (msg.startsWith('burst') ? [id] : []))
        for (const id of ids) await client.next('onDeliveredMessage', ({ mid }) => mid === id)
        assert.equal(client.all('onDeliveredMessage').length, before[i]! + 500)
      }
    })
  })

  test('none of this caused an SDK error', () => {
    assert.deepEqual([...alice.all('onError'), ...bob.all('onError')], [])
  })

  test("a refused message rejects with the SDK's error", async () => {
    const msg = 'x'.repeat(6000)
    await assert.rejects(alice.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg }), { type: 511 })
  })
})
