import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TRUST_MS } from '../../packages/server/src/domain/cluster/shared-caches.ts'
import { createGroup } from '../groups/scene.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { NodeGroup } from './node-group.ts'

const skip = withoutPostgres() || withoutNats()
/** What a busy machine may add. */
const SLACK_MS = 10_000

describe('changes of which the bus tells a node nothing, and the node does not know it', { skip }, () => {
  let group: NodeGroup
  let a: TestServer
  let deaf: TestServer
  let team: string
  const clients: Client[] = []
  before(async () => {
    group = await NodeGroup.start(2)
    ;[a, deaf] = group.nodes as [TestServer, TestServer]
    await a.users('alice', 'bob', 'carol', 'dave')
    team = await createGroup(a, ['bob', 'carol'])
    for (const user of ['bob', 'carol', 'dave']) clients.push(await login(deaf, user))
    // Everything is in its caches.
    assert.equal((await say('alice', 'bob')).status, 200)
    for (const user of ['bob', 'carol']) await tell(user, `before from ${user}`)
    await deaf.running.core.cluster.bus.close()
  })
  after(async () => {
    for (const client of clients) await client.close()
    await group[Symbol.asyncDispose]()
  })

  const login = (node: TestServer, user: string) =>
    openClient({ apiUrl: node.url, wsUrl: node.wsUrl, appKey: 'acme#chat', user, password: 'pw' })
  const say = (from: string, to: string) =>
    deaf.call('POST', '/messages/users', { from, to: [to], type: 'txt', body: { msg: 'x' } })
  const clientOf = (user: string) => clients[['bob', 'carol', 'dave'].indexOf(user)]!
  const tell = (user: string, msg: string) =>
    clientOf(user).send({ type: 'txt', chatType: 'groupChat', to: team, msg })
  /** Waits until it holds; that must be soon after the change was answered. */
  async function soon(what: string, holds: () => Promise<boolean>): Promise<void> {
    const begun = performance.now()
    await until(what, holds)
    const ms = performance.now() - begun
    assert.ok(ms < TRUST_MS + SLACK_MS, `took ${ms} ms`)
  }

  test('[groups.removeMembers] who is removed can neither send nor read', async () => {
    const begun = performance.now()
    assert.equal((await a.call('DELETE', `/chatgroups/${team}/users/bob`)).status, 200)
    assert.ok(performance.now() - begun < SLACK_MS, 'nobody waits for the node')
    await soon('the node refuses what bob sends', () =>
      tell('bob', 'after').then(
        () => false,
        () => true,
      ),
    )
    await soon('the node shows bob nothing more', async () => {
      const msg = `${performance.now()}`
      await tell('carol', msg)
      // What is pushed comes in order: this one after that.
      await deaf.call('POST', '/messages/users', {
        from: 'carol',
        to: ['bob'],
        type: 'txt',
        body: { msg: `after ${msg}` },
      })
      await clientOf('bob').next('onTextMessage', (message) => message.msg === `after ${msg}`)
      return clientOf('bob')
        .all('onTextMessage')
        .every((message) => message.msg !== msg)
    })
  })

  test('[users.setPassword] sessions end', async () => {
    const closed = clientOf('dave').next('onDisconnected')
    assert.equal((await a.call('PUT', '/users/dave/password', { newpassword: 'new' })).status, 200)
    const begun = performance.now()
    await closed
    assert.ok(performance.now() - begun < TRUST_MS + SLACK_MS)
  })

  test('a node that cannot look for changes relies on nothing that it has cached', async () => {
    const { stores, cluster } = deaf.running.core
    stores.changeNotes.after = () => Promise.reject(new Error('away'))
    await soon('it does not trust its caches', async () => !cluster.shared.areTrusted())
    assert.equal((await say('alice', 'bob')).status, 200)
    assert.equal((await a.call('DELETE', `/chatgroups/${team}/users/carol`)).status, 200)
    await assert.rejects(tell('carol', 'after'))
  })
})
