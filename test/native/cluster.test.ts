import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { createGroup } from '../groups/scene.ts'
import { Balancer } from '../harness/balancer.ts'
import { ServerProcess } from '../harness/cli-process.ts'
import { openNats, withoutNats } from '../harness/nats.ts'
import { createDatabase, type TestDatabase, withoutPostgres } from '../harness/postgres.ts'
import { bootstrap, TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import type { Client } from '../sdk/client.ts'
import { Device, PATIENCE_MS } from './device.ts'
import { withoutNative } from './installation.ts'

/** Texts that each side sends while a node dies. */
const TEXTS = 60

const skip = withoutNative() || withoutPostgres() || withoutNats()

describe('[socket.tcp] the Android SDK on one node, the web SDK on another', { skip }, () => {
  let data: string
  let database: TestDatabase
  let nats: { url: string; prefix: string; kill(): Promise<void> }
  let phoneNode: ServerProcess
  let webNode: TestServer
  /** The phone's way in: its node, or the other once that is dead. */
  let balancer: Balancer
  let phone: Device
  let web: Client
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-node-'))
    database = await createDatabase()
    nats = await openNats()
    const settings = {
      RINGPOST_DATABASE_URL: database.url,
      RINGPOST_DATABASE_CONNECTIONS: '9',
      RINGPOST_NATS_URL: nats.url,
      RINGPOST_NATS_PREFIX: nats.prefix,
    }
    webNode = await TestServer.start(settings)
    await webNode.users('alice', 'bob')
    phoneNode = await ServerProcess.start(data, { ...settings, RINGPOST_BOOTSTRAP: bootstrap })
    balancer = await Balancer.start([Number(new URL(phoneNode.url).port), webNode.running.port], false)
    phone = await Device.start(balancer)
    await phone.login('alice')
    web = await sdkClient(webNode, { user: 'bob', password: 'pw', delivery: true })
  })
  after(async () => {
    await web?.close()
    await phone?.[Symbol.asyncDispose]()
    await balancer?.[Symbol.asyncDispose]()
    await phoneNode?.end('SIGKILL')
    await webNode?.close()
    await nats?.kill()
    await database?.drop()
    await rm(data, { recursive: true, force: true })
  })

  test('messages, receipts and events of groups go both ways', async () => {
    const up = await phone.sendText('bob', 'across')
    await web.next('onTextMessage', ({ id }) => id === up, PATIENCE_MS)
    await phone.next('message.onMessageDelivered', ([{ id }]) => id === up)
    const group = await createGroup(webNode, ['alice'], { owner: 'bob' })
    await phone.next('group.onAutoAcceptInvitationFromGroup', (id) => id === group)
    const { serverMsgId } = await web.send({ type: 'txt', chatType: 'groupChat', to: group, msg: 'all' })
    await phone.message(({ id }) => id === serverMsgId)
    await phone.sendText(group, 'everybody', 'GroupChat')
    await web.next('onTextMessage', ({ msg }) => msg === 'everybody', PATIENCE_MS)
  })

  test('a node that dies in the middle loses nothing that it acknowledged', async () => {
    const acknowledged: string[] = []
    let isOver = false
    const up = async () => {
      for (let i = 0; i < TEXTS; i++) {
        // While it has no connection the SDK refuses to send.
        const sending = phone.sendText('bob', `up ${i}`).catch(() => undefined)
        if (i === TEXTS / 3) await phoneNode.end('SIGKILL')
        const id = await sending
        if (id !== undefined) acknowledged.push(id)
      }
    }
    const sent: string[] = []
    const down = async () => {
      while (sent.length < TEXTS || (!isOver && sent.length < 10 * TEXTS))
        sent.push(
          (await web.send({ type: 'txt', chatType: 'singleChat', to: 'alice', msg: `down ${sent.length}` }))
            .serverMsgId,
        )
    }
    await Promise.all([
      up().finally(() => {
        isOver = true
      }),
      down(),
    ])
    await until('the phone is connected again', () => phone.run('c.isConnected();'))
    acknowledged.push(await phone.sendText('bob', 'the end'))
    await phone.message(({ id }) => id === sent.at(-1))
    const arrived = phone.received().flatMap(({ id, text }) => (text?.startsWith('down ') ? [id] : []))
    assert.deepEqual(arrived, sent)
    await web.next('onTextMessage', ({ msg }) => msg === 'the end', PATIENCE_MS)
    const heard = web.all('onTextMessage').flatMap(({ id, msg }) => (/^(up|the end)/.test(msg) ? [id] : []))
    assert.deepEqual(
      acknowledged.filter((id) => !heard.includes(id)),
      [],
    )
    assert.deepEqual(heard, [...new Set(heard)])
    assert.ok(acknowledged.length > TEXTS / 3)
  })
})
