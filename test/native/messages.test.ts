import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import sharp from 'sharp'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import type { Client, EventName } from '../sdk/client.ts'
import { type Anything, pageFile } from '../sdk-calls/stage.ts'
import { Device, PATIENCE_MS, quote } from './device.ts'
import { withoutNative } from './installation.ts'

const TEXT = 'hi 环信 😀 "\\'

describe('[socket.tcp] messages between the Android SDK and the web SDK', { skip: withoutNative() }, () => {
  let server: TestServer
  let phone: Device
  let web: Client
  let folder: string
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
    folder = await mkdtemp(join(tmpdir(), 'ringpost-files-'))
    phone = await Device.start(server)
    await phone.login('alice')
    web = await sdkClient(server, { user: 'bob', password: 'pw', delivery: true })
  })
  after(async () => {
    await web?.close()
    await phone?.[Symbol.asyncDispose]()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** What the web client reports about a message. */
  const hears = (name: EventName, id: string): Promise<Anything> =>
    web.next(name, (event: Anything) => [event.id, event.mid].includes(id), PATIENCE_MS)
  const sends = async (message: object): Promise<string> =>
    (await web.send({ chatType: 'singleChat', to: 'alice', ...message } as Anything)).serverMsgId
  /** A property of a message's body on the phone, as Java. */
  const onPhone = (id: string, body: string, property: string) =>
    phone.run(`((${body}) c.chatManager().getMessage("${id}").getBody()).${property};`)
  const comes = (id: string) => phone.message((message) => message.id === id)
  const picture = () =>
    sharp({
      create: {
        ...{ width: 600, height: 400, channels: 3, background: '#38f' },
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer()
  const downloaded = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())

  describe('from the phone', () => {
    test('a text with attributes; it learns that it was delivered', async () => {
      const id = await phone.send(
        `EMMessage.createTxtSendMessage(${quote(TEXT)}, "bob")`,
        '$m.setAttribute("k", "v"); $m.setAttribute("n", 7); $m.setAttribute("yes", true);',
      )
      const { from, to, msg, ext } = await hears('onTextMessage', id)
      assert.deepEqual([from, to, msg, ext.k, ext.n, ext.yes], ['alice', 'bob', TEXT, 'v', 7, true])
      await phone.next('message.onMessageDelivered', ([message]) => message.id === id)
    })

    test('command, custom and location', async () => {
      const create = (kind: string) => `EMMessage.createSendMessage(EMMessage.Type.${kind})`
      const command = await phone.send(
        create('CMD'),
        '$m.setBody(new EMCmdMessageBody("run")); $m.setTo("bob");',
      )
      assert.equal((await hears('onCmdMessage', command)).action, 'run')
      const custom = await phone.send(
        create('CUSTOM'),
        'params = new HashMap(); params.put("name", "flower"); body = new EMCustomMessageBody("gift"); body.setParams(params); $m.setBody(body); $m.setTo("bob");',
      )
      const gift = await hears('onCustomMessage', custom)
      assert.deepEqual([gift.customEvent, { ...gift.customExts }], ['gift', { name: 'flower' }])
      const location = await phone.send(
        'EMMessage.createLocationSendMessage(39.9, 116.3, "here", "house", "bob")',
      )
      const place = await hears('onLocationMessage', location)
      assert.deepEqual([place.lat, place.lng, place.addr, place.buildingName], [39.9, 116.3, 'here', 'house'])
    })

    test('[files.upload] an image and a file', async () => {
      const [bytes, image] = [randomBytes(100_000), await picture()]
      await writeFile(join(folder, 'up.bin'), bytes)
      await writeFile(join(folder, 'up.png'), image)
      const file = await phone.send(`EMMessage.createFileSendMessage("${join(folder, 'up.bin')}", "bob")`)
      const told = await hears('onFileMessage', file)
      assert.deepEqual([told.filename, told.file_length], ['up.bin', bytes.length])
      assert.ok((await downloaded(told.url)).equals(bytes))
      const shown = await hears(
        'onImageMessage',
        await phone.send(`EMMessage.createImageSendMessage("${join(folder, 'up.png')}", true, "bob")`),
      )
      assert.ok((await downloaded(shown.url)).equals(image))
    })
  })

  describe('to the phone', () => {
    test('a text with attributes; the web client learns that it was delivered', async () => {
      const id = await sends({ type: 'txt', msg: TEXT, ext: { k: 'v', n: 7 } })
      const { from, text, ext } = await comes(id)
      assert.deepEqual([from, text, ext], ['bob', TEXT, { k: 'v', n: 7 }])
      await hears('onDeliveredMessage', id)
    })

    test('command, custom and location', async () => {
      const command = await sends({ type: 'cmd', action: 'run' })
      assert.equal((await comes(command)).action, 'run')
      const custom = await sends({ type: 'custom', customEvent: 'gift', customExts: { name: 'flower' } })
      await comes(custom)
      assert.equal(await onPhone(custom, 'EMCustomMessageBody', 'event()'), 'gift')
      assert.deepEqual(await onPhone(custom, 'EMCustomMessageBody', 'getParams()'), { name: 'flower' })
      const location = await sends({
        type: 'loc',
        ...{ lat: 39.9, lng: 116.3, addr: 'here', buildingName: 'house' },
      })
      await comes(location)
      const place = ['getLatitude()', 'getLongitude()', 'getAddress()', 'getBuildingName()']
      const values: unknown[] = []
      for (const property of place) values.push(await onPhone(location, 'EMLocationMessageBody', property))
      assert.deepEqual(values, [39.9, 116.3, 'here', 'house'])
    })

    test('[files.download] an image with its thumbnail, and a file', async () => {
      const bytes = randomBytes(100_000)
      const image = await picture()
      const callbacks = { onFileUploadError() {}, onFileUploadComplete() {}, onFileUploadProgress() {} }
      const file = await sends({
        ...{ type: 'file', filename: 'down.bin', file: pageFile(bytes, 'down.bin') },
        ...callbacks,
      })
      const shown = await sends({
        ...{ type: 'img', width: 600, height: 400, file: pageFile(Buffer.from(image), 'down.png') },
        ...callbacks,
      })
      const fetched = async (id: string, what: string) => {
        await comes(id)
        await phone.call(
          `down = c.chatManager().getMessage("${id}"); down.setMessageStatusCallback($cb); c.chatManager().${what}(down);`,
        )
      }
      await fetched(file, 'downloadAttachment')
      const path = await onPhone(file, 'EMFileMessageBody', 'getLocalUrl()')
      assert.ok((await readFile(path)).equals(bytes))
      await comes(shown)
      // The SDK fetches thumbnails by itself.
      await until('the thumbnail has come', async () =>
        /SUCCESS/.test(await onPhone(shown, 'EMImageMessageBody', 'thumbnailDownloadStatus()')),
      )
      const thumbnail = await readFile(await onPhone(shown, 'EMImageMessageBody', 'thumbnailLocalPath()'))
      assert.ok(thumbnail.length > 0 && thumbnail.length < image.length / 2, `${thumbnail.length} bytes`)
      await fetched(shown, 'downloadAttachment')
      assert.ok((await readFile(await onPhone(shown, 'EMImageMessageBody', 'getLocalUrl()'))).equals(image))
    })
  })

  describe('receipts, both ways', () => {
    test('of one message, and of a conversation', async () => {
      const up = await phone.sendText('bob', 'read me')
      await hears('onTextMessage', up)
      await web.send({ type: 'read', chatType: 'singleChat', to: 'alice', id: up })
      await phone.next('message.onMessageRead', ([message]) => message.id === up)
      await web.send({ type: 'channel', chatType: 'singleChat', to: 'alice' })
      await phone.next('conversation.onConversationRead', (from, to) => from === 'bob' && to === 'alice')
      const down = await sends({ type: 'txt', msg: 'read me' })
      await comes(down)
      await phone.run(`c.chatManager().ackMessageRead("bob", "${down}");`)
      await hears('onReadMessage', down)
      await phone.run('c.chatManager().ackConversationRead("bob");')
      await web.next('onChannelMessage', ({ from }) => from === 'alice', PATIENCE_MS)
    })
  })

  test('a message is recalled, both ways', async () => {
    const up = await phone.sendText('bob', 'forget me')
    await hears('onTextMessage', up)
    await phone.run(`c.chatManager().recallMessage(c.chatManager().getMessage("${up}"));`)
    await hears('onRecallMessage', up)
    const down = await sends({ type: 'txt', msg: 'forget me' })
    await comes(down)
    await web.connection.recallMessage({ mid: down, to: 'alice', chatType: 'singleChat' })
    await phone.next('message.onMessageRecalled', ([message]) => message.id === down)
  })

  test('[socket.reactionEvents] a reaction is told and listed, both ways', async () => {
    const up = await phone.sendText('bob', 'like this')
    await hears('onTextMessage', up)
    const change = async (reactions: object[]) => {
      const [[told]] = await phone.next('message.onReactionChanged')
      assert.deepEqual([told.message, told.conversation, told.reactions], [up, 'bob', reactions])
    }
    const reaction = { reaction: 'a+b', isAddedBySelf: false }
    await web.connection.addReaction({ messageId: up, reaction: 'a+b' })
    await change([{ ...reaction, count: 1, users: ['bob'] }])
    await phone.run(`c.chatManager().addReaction("${up}", "a+b");`)
    await web.next('onReactionChange', ({ reactions: [one] }) => one?.count === 2, PATIENCE_MS)
    const list = await phone.run(
      `ids = new ArrayList(); ids.add("${up}"); c.chatManager().getReactionList(ids, EMMessage.ChatType.Chat, "").get("${up}");`,
    )
    assert.deepEqual(list, [{ ...reaction, isAddedBySelf: true, count: 2, users: ['bob', 'alice'] }])
    await phone.run(`c.chatManager().removeReaction("${up}", "a+b");`)
    await web.next('onReactionChange', ({ reactions: [one] }) => one?.count === 1, PATIENCE_MS)
  })

  test('history comes over the socket, page by page, and nothing is sent', async () => {
    await server.users('carol')
    await using carol = await sdkClient(server, { user: 'carol', password: 'pw' })
    const texts = Array.from({ length: 25 }, (_, i) => `old ${i}`)
    for (const msg of texts) await carol.send({ type: 'txt', chatType: 'singleChat', to: 'alice', msg })
    const all = await phone.history('carol', 'Chat', 50)
    assert.deepEqual(
      all.map(({ text }) => text),
      texts,
    )
    await phone.sendText('carol', 'the end')
    await carol.next('onTextMessage', ({ msg }) => msg === 'the end', PATIENCE_MS)
    assert.equal(carol.all('onTextMessage').length, 1)
  })

  test('two phones of one user both get what comes, and what the other sends', async () => {
    await using other = await Device.start(server)
    await other.login('alice')
    const down = await sends({ type: 'txt', msg: 'to both' })
    await comes(down)
    await other.message(({ id }) => id === down)
    const up = await phone.sendText('bob', 'from the first')
    assert.equal((await other.message(({ id }) => id === up)).from, 'alice')
    const back = await other.sendText('bob', 'from the second')
    assert.equal((await comes(back)).text, 'from the second')
    assert.equal(await phone.run('c.isConnected();'), true)
    assert.equal(await phone.run('c.getLoggedInDevicesFromServer("alice", "pw").size();'), 2)
    const { length } = server.running.core.registry.of(server.app.id, 'alice')
    assert.equal(length, 2)
  })
})
