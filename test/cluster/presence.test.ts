import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createGroup } from '../groups/scene.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { NodeGroup } from './node-group.ts'

const skip = withoutPostgres() || withoutNats()
/** So many that each node owns some of them. */
const STAFF = Array.from({ length: 12 }, (_, i) => `staff${i}`)

describe('presence between two nodes', { skip }, () => {
  let group: NodeGroup
  let a: TestServer
  let b: TestServer
  const clients: Client[] = []
  before(async () => {
    group = await NodeGroup.start(2)
    ;[a, b] = group.nodes as [TestServer, TestServer]
    await a.users('alice', 'bob', ...STAFF)
  })
  after(async () => {
    for (const client of clients) await client.close()
    await group[Symbol.asyncDispose]()
  })

  const login = async (node: TestServer, user: string) => {
    const { url: apiUrl, wsUrl } = node
    const client = await openClient({ apiUrl, wsUrl, appKey: 'acme#chat', user, password: 'pw' })
    clients.push(client)
    return client
  }
  const subscribe = (node: TestServer, user: string, usernames: readonly string[]) =>
    node.call('POST', `/users/${user}/presence/3600`, { usernames })
  const statusOf = async (node: TestServer, user: string) => {
    const { body } = await node.call('POST', '/users/alice/presence', { usernames: [user] })
    return body.result[0].status.webim_web_d1
  }
  const hears = (client: Client, user: string, status: number, ext = '') =>
    client.next(
      'onPresenceStatusChange',
      ([event]) =>
        event!.userId === user && event!.ext === ext && Number(event!.statusDetails[0]?.status) === status,
    )

  test('[socket.presenceEvents] [presence.get] in both directions', async () => {
    for (const [here, there, watcher, watched] of [
      [a, b, 'alice', 'bob'],
      [b, a, 'bob', 'alice'],
    ] as const) {
      const watching = await login(here, watcher)
      await subscribe(there, watcher, [watched])
      const other = await login(there, watched)
      await hears(watching, watched, 1)
      for (const node of [a, b]) assert.equal(await statusOf(node, watched), '1')
      await here.call('POST', `/users/${watched}/presence/webim_web_d1/7`, { ext: `by ${watcher}` })
      await hears(watching, watched, 7, `by ${watcher}`)
      await hears(other, watched, 7, `by ${watcher}`)
      await other.close()
      await hears(watching, watched, 0, `by ${watcher}`)
      await watching.close()
    }
  })

  test('[presence.groupOnline] counts members on all nodes', async () => {
    const id = await createGroup(a, ['bob', ...STAFF])
    const count = async (node: TestServer) =>
      (await node.call('GET', `/presence/online/${id}/type/1`)).body.result
    await login(a, 'staff0')
    await login(b, 'staff1')
    for (const node of [a, b]) await until('both count', async () => (await count(node)) === 2)
  })

  test('[socket.presenceEvents] subscribers hear that the node of a user has died, whichever node owns the user', async () => {
    const alice = await login(a, 'alice')
    await subscribe(a, 'alice', STAFF)
    for (const user of STAFF) await login(b, user)
    for (const user of STAFF) await hears(alice, user, 1)
    const { presence } = a.running.core.stores
    await until('it is known who was told', async () => {
      const told = await presence.toldOnline(undefined, 100)
      return STAFF.every((user) => told.some((each) => each.user === user))
    })
    // Without a farewell: its heartbeat stops.
    await b.running.core.cluster.bus.close()
    for (const user of STAFF) await hears(alice, user, 0)
  })
})
