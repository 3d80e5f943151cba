import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import sharp from 'sharp'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { openClient } from './client.ts'
import type { Anything } from './load-kit.ts'

/** REST calls of SDK 5 that no older SDK makes in this form (sdk5.md §10). */
describe('calls of SDK 5', () => {
  let server: TestServer
  let group: string
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
    const made = { groupname: 'g', owner: 'alice', members: ['bob', 'carol'], public: true, description: '' }
    group = (await server.call('POST', '/chatgroups', made)).body.data.groupid
  })
  after(() => server.close())

  const inGroup = () => ({ conversationId: group, conversationType: 'groupChat' })

  async function say({ chatManager }: Anything, content: string, more: object = {}): Promise<string> {
    const message = chatManager.createTextMessage({ ...inGroup(), content, ...more })
    return (await chatManager.sendMessage(message)).msgServerId
  }

  test('[messages.groupReaders] [messages.groupReaderCounts] who has read, and how many', async () => {
    await using alice = await openClient(server, 'alice')
    await using bob = await openClient(server, 'bob')
    const id = await say(alice.sdk, 'read me', { needReadReceipt: true })
    const silent = await say(alice.sdk, 'or not')
    await bob.next('onMessage', ({ msgServerId }) => msgServerId === id)
    await bob.sdk.chatManager.sendMessageReadReceipts({ ...inGroup(), messageIds: [id] })
    const [told] = await alice.next('onMessageReadReceipts')
    assert.deepEqual([told.messageIds, told.conversationId], [[id], group])
    const asked = { groupId: group, messageIds: [silent, id] }
    assert.deepEqual(await alice.sdk.chatManager.getGroupMessageReadReceipts(asked), [
      { messageId: silent, count: 0 },
      { messageId: id, count: 1 },
    ])
    const readers = await alice.sdk.chatManager.getGroupMessageReadUsers({ groupId: group, messageId: id })
    assert.deepEqual([readers.users[0].userId, readers.count, readers.hasMore], ['bob', 1, false])
    assert.ok(Math.abs(readers.users[0].timestamp - Date.now()) < 60_000)
  })

  test('[groups.setNameCard] [groups.nameCards] a name card is told to the members and found by them', async () => {
    await using alice = await openClient(server, 'alice', { options: { enableUserInfoSync: true } })
    await using bob = await openClient(server, 'bob', { options: { enableUserInfoSync: true } })
    const set = (namecard: string) =>
      alice.sdk.groupManager.setGroupMemberAttributes({
        groupId: group,
        userId: 'alice',
        memberAttributes: { namecard },
      })
    await set('Al')
    const told = await bob.next('onUserGroupNamecardUpdated', ({ namecard }) => namecard === 'Al')
    assert.deepEqual([told.groupId, told.userId], [group, 'alice'])
    await using carol = await openClient(server, 'carol', { options: { enableUserInfoSync: true } })
    const id = await say(alice.sdk, 'with a card')
    // Its message says that there is a card, so who has not seen it asks.
    await carol.next('onMessage', ({ msgServerId }) => msgServerId === id)
    const found = await carol.next('onUserGroupNamecardUpdated')
    assert.deepEqual([found.groupId, found.userId, found.namecard], [group, 'alice', 'Al'])
  })

  test('[attributes.set] [attributes.getMany] [attributes.follow] [attributes.followed] [attributes.unfollow] a profile is told to who shows it', async () => {
    await server.users('dave', 'erin', 'frank')
    await server.call('POST', '/users/dave/contacts/users/erin')
    await using dave = await openClient(server, 'dave')
    await using other = await openClient(server, 'dave', { device: 'd2' })
    const options = { enableSyncData: ['contact'] }
    await using erin = await openClient(server, 'erin', { options })
    await erin.synced('contact')
    await using frank = await openClient(server, 'frank')
    const { userInfoManager: followed } = frank.sdk
    await followed.subscribeUsersInfo({ userIds: ['dave', 'erin'] })
    const names = async () =>
      (await followed.getSubscribedUsers()).map(({ userId }: { userId: string }) => userId)
    assert.deepEqual(await names(), ['dave', 'erin'])
    await followed.unsubscribeUsersInfo({ userIds: ['erin'] })
    assert.deepEqual(await names(), ['dave'])
    await dave.sdk.userInfoManager.updateOwnInfo({ nickname: 'Dave', sign: 'hi' })
    const ofContact = await erin.next('onContactInfoUpdated')
    assert.match(JSON.stringify(ofContact), /"nickname":"Dave"/)
    assert.match(JSON.stringify(await frank.next('onUserInfoUpdated')), /"nickname":"Dave"/)
    assert.match(JSON.stringify(await other.next('onOwnInfoUpdated')), /"sign":"hi"/)
    const [profile] = await frank.sdk.userInfoManager.getUserInfoByUserId({ userIds: ['dave'] })
    assert.deepEqual([profile.nickname, profile.sign], ['Dave', 'hi'])
  })

  test('[presence.publish] [presence.subscribe] [presence.get] [presence.unsubscribe] [presence.subscriptions] who is online', async () => {
    await server.users('gina', 'hal')
    await using gina = await openClient(server, 'gina')
    const { presenceManager } = gina.sdk
    const userIds = ['hal']
    const near = (seconds: number) => Math.abs(seconds - Date.now() / 1000) < 60
    const [before] = await presenceManager.subscribePresence({ userIds, expiry: 2_592_000 })
    assert.deepEqual([before.publisher, before.statusList, before.ext], ['hal', {}, ''])
    assert.ok(near(before.expiryTime - 2_592_000), JSON.stringify(before))
    const hal = await openClient(server, 'hal')
    await hal.sdk.presenceManager.publishPresence({ customStatus: 'busy' })
    const isBusy = ([event]: Anything) => event.ext === 'busy'
    const [told] = await gina.next('onPresenceStatusChange', isBusy)
    assert.deepEqual([told.userId, told.statusDetails], ['hal', [{ device: 'webim_web_d1', status: 1 }]])
    assert.ok(near(told.lastTime), JSON.stringify(told))
    const [found] = await presenceManager.getPresenceStatus({ userIds })
    assert.deepEqual([found.publisher, found.statusList, found.ext], ['hal', { webim_web_d1: 1 }, 'busy'])
    assert.deepEqual([found.latestTime, found.expiryTime], [told.lastTime, told.expire])
    const page = { pageNum: 1, pageSize: 10 }
    assert.deepEqual(await presenceManager.getSubscribedPresenceList(page), ['hal'])
    await hal[Symbol.asyncDispose]()
    await gina.next('onPresenceStatusChange', ([event]) => event.statusDetails[0].status === 0)
    await presenceManager.unsubscribePresence({ userIds })
    assert.deepEqual(await presenceManager.getSubscribedPresenceList(page), [])
  })

  test('[rtc.token] [rtc.users] a token for calls, and who is behind a number', async () => {
    await server.running.core.apps.changeSettings(server.app, { rtc: true })
    await using alice = await openClient(server, 'alice')
    const given = await alice.sdk.getRTCTokenInfo({ channelName: 'lobby' })
    assert.deepEqual([given.appId, given.channelName], [server.app.appId, 'lobby'])
    const uid = given.rtcUid
    assert.match(JSON.stringify(await alice.sdk.getUserIdsWithRTCUids([uid])), /alice/)
  })

  const skip = process.env.RINGPOST_TEST_ENGINE === 'cluster' ? 'reads the folder of the only node' : false
  test('[service.clientLog] logs go up after the login if discovery asks for them', { skip }, async () => {
    const { apps } = server.running.core
    await apps.changeSettings(server.app, { clientLogDays: 1 })
    const options = { serviceConfig: { dnsConfigUrls: [server.url] } }
    await using _ = await openClient(server, 'carol', { options })
    const folder = join(server.directory, 'client-logs', server.app.uuid)
    await until('they have come', async () => (await readdir(folder).catch(() => [])).length > 0)
    const [name] = await readdir(folder)
    assert.match(await readFile(join(folder, name!), 'utf8'), /"user":"carol"/)
  })

  test('[files.upload] [files.download] what an image message names opens without secret or token', async () => {
    await using alice = await openClient(server, 'alice')
    await using bob = await openClient(server, 'bob')
    const { chatManager } = alice.sdk
    const data = await sharp(randomBytes(300 * 200 * 3), { raw: { width: 300, height: 200, channels: 3 } })
      .png()
      .toBuffer()
    const file = new File([new Uint8Array(data)], 'p.png', { type: 'image/png' })
    const picture = { data: file, filename: 'p.png', filetype: 'png', width: 300, height: 200 }
    const message = chatManager.createImageMessage({
      conversationId: 'bob',
      conversationType: 'singleChat',
      isOriginalImage: true,
      ...picture,
    })
    const { msgServerId } = await chatManager.sendMessage(message)
    const { body } = await bob.next('onMessage', (event) => event.msgServerId === msgServerId)
    const sizes = []
    for (const url of [body.originalImageUrl, body.bigImageUrl, body.thumbnailUrl]) {
      const response = await fetch(url)
      assert.equal(response.status, 200, url)
      sizes.push((await response.arrayBuffer()).byteLength)
    }
    const [original, big, small] = sizes as [number, number, number]
    assert.deepEqual([original, big], [data.length, data.length])
    assert.ok(small < original / 10, `${small} bytes`)
  })

  test('[history.roam] history of some senders', async () => {
    for (const from of ['alice', 'bob', 'carol'])
      await server.call('POST', '/messages/chatgroups', {
        from,
        to: [group],
        type: 'txt',
        body: { msg: `from ${from}` },
      })
    await using alice = await openClient(server, 'alice')
    const page = async (pageSize: number, senderIds?: string[]) => {
      const asked = { ...inGroup(), pageSize, searchDirection: 'up', senderIds }
      const { items } = await alice.sdk.chatManager.getHistoryMessages(asked)
      return items.map(({ from }: { from: string }) => from)
    }
    assert.deepEqual(await page(3), ['carol', 'bob', 'alice'])
    assert.deepEqual(await page(2, ['carol', 'alice']), ['carol', 'alice'])
  })
})
