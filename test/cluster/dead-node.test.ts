import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { entryKind } from '../../packages/server/src/domain/log/entry.ts'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { NodeGroup } from './node-group.ts'

const skip = withoutPostgres() || withoutNats()

describe('a node that dies', { skip }, () => {
  let group: NodeGroup
  let dying: TestServer
  let other: TestServer
  const clients: Client[] = []
  before(async () => {
    group = await NodeGroup.start(3)
    ;[dying, other] = group.nodes as [TestServer, TestServer]
    await dying.users('alice', 'bob', 'carol')
  })
  after(async () => {
    for (const client of clients) await client.close()
    await group[Symbol.asyncDispose]()
  })

  const login = async (node: TestServer, user: string) => {
    const client = await openClient({
      apiUrl: node.url,
      wsUrl: node.wsUrl,
      appKey: 'acme#chat',
      user,
      password: 'pw',
    })
    clients.push(client)
    return client
  }

  test('what it has committed and not published arrives; sessions that miss nothing look for nothing', async () => {
    const bob = await login(other, 'bob')
    const carol = await login(other, 'carol')
    const say = (to: string, msg: string) =>
      dying.call('POST', '/messages/users', { from: 'alice', to: [to], type: 'txt', body: { msg } })
    for (const to of ['bob', 'carol']) await say(to, 'before')
    await bob.next('onTextMessage', ({ msg }) => msg === 'before')
    await carol.next('onTextMessage', ({ msg }) => msg === 'before')
    const { stores, ids, cluster } = dying.running.core
    const log = pairLog('alice', 'bob')
    const sample = (await stores.logs.read(dying.app.id, log, 0, 100)).find(
      ({ kind }) => kind === entryKind.message,
    )!
    const looks: string[] = []
    const { logs } = other.running.core.stores
    const behind = logs.behind.bind(logs)
    logs.behind = (app, user, device) => {
      looks.push(user)
      return behind(app, user, device)
    }
    const { seq, ...entry } = sample
    const lost = [1, 2].map(() => ({
      ...entry,
      app: dying.app.id,
      log,
      id: ids.next(),
      time: Date.now(),
      origin: null,
      followers: ['alice', 'bob'],
    }))
    await stores.logs.append(lost)
    // Without a farewell: its heartbeat stops.
    await cluster.bus.close()
    await until(
      'bob has both',
      () => bob.all('onTextMessage').filter(({ msg }) => msg === 'before').length === 3,
    )
    assert.equal(looks.filter((user) => user === 'carol').length, 0, 'carol had everything')
  })
})
