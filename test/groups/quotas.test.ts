import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { NodeGroup } from '../cluster/node-group.ts'
import { assertError } from '../harness/assert-error.ts'
import { withoutNats } from '../harness/nats.ts'
import { createDatabase, stopOwnServer, withoutPostgres } from '../harness/postgres.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { createGroup } from './scene.ts'

const AT_ONCE = 40
const MOST = 7

interface Installation extends AsyncDisposable {
  nodes: readonly TestServer[]
}

async function onSqlite(): Promise<Installation> {
  const server = await TestServer.start()
  return { nodes: [server], [Symbol.asyncDispose]: () => server.close() }
}

async function onPostgres(): Promise<Installation> {
  const database = await createDatabase()
  const server = await TestServer.start({
    RINGPOST_DATABASE_URL: database.url,
    RINGPOST_DATABASE_CONNECTIONS: '9',
  })
  return {
    nodes: [server],
    async [Symbol.asyncDispose]() {
      await server.close()
      await database.drop()
    },
  }
}

/** However many come at once, and to whatever node: as many get through as may, the others hear why. */
function quotas(name: string, open: () => Promise<Installation>, skip: string | false): void {
  describe(`quotas, ${name}`, { skip }, () => {
    let installation: Installation
    let first: TestServer
    before(async () => {
      installation = await open()
      first = installation.nodes[0]!
      await first.users('alice', 'bob', 'carol')
    })
    after(() => installation[Symbol.asyncDispose]())

    const limit = async (
      settings: Parameters<TestServer['running']['core']['apps']['changeSettings']>[1],
    ) => {
      await first.running.core.apps.changeSettings(first.app, settings)
    }
    const atOnce = (request: (server: TestServer, index: number) => Promise<Reply>) =>
      Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) =>
          request(installation.nodes[index % installation.nodes.length]!, index),
        ),
      )
    const refused = (replies: readonly Reply[]) => {
      const others = replies.filter(({ status }) => status !== 200)
      assert.equal(others.length, AT_ONCE - MOST)
      return others
    }

    test('[groups.create] an app has no more groups than it may', async () => {
      await limit({ groups: MOST })
      const replies = await atOnce((server, index) =>
        server.call('POST', '/chatgroups', {
          groupname: `g${index}`,
          public: true,
          owner: 'alice',
          members: [],
        }),
      )
      for (const reply of refused(replies)) assertError(reply, 'group.too_many', { key: 'acme#chat' })
      assert.equal(await first.running.core.stores.channels.count(first.app.id, 'group'), MOST)
      await limit({ groups: 0 })
    })

    test('[groups.create] nobody founds more groups than they may be in', async () => {
      await limit({ groupsPerUser: MOST })
      const replies = await atOnce((server, index) =>
        server.call('POST', '/chatgroups', {
          groupname: `f${index}`,
          public: true,
          owner: 'bob',
          members: [],
        }),
      )
      for (const reply of refused(replies)) assertError(reply, 'group.joined_too_many', { username: 'bob' })
      assert.equal(await countOf(first, 'bob'), MOST)
      await limit({ groupsPerUser: 0 })
    })

    test('[groups.addMember] nobody is put into more groups than they may be in, and who comes beside them is', async () => {
      const groups: string[] = []
      for (let i = 0; i < AT_ONCE; i++) groups.push(await createGroup(first, []))
      const others = groups.map((_, index) => `o${index}`)
      await first.users(...others)
      await limit({ groupsPerUser: MOST })
      const beside = Promise.all(
        groups.map((group, index) => first.call('POST', `/chatgroups/${group}/users/${others[index]}`)),
      )
      const replies = await atOnce((server, index) =>
        server.call('POST', `/chatgroups/${groups[index]}/users/carol`),
      )
      for (const reply of refused(replies)) assertError(reply, 'group.joined_too_many', { username: 'carol' })
      assert.equal(await countOf(first, 'carol'), MOST)
      for (const { status } of await beside) assert.equal(status, 200)
      await limit({ groupsPerUser: 0 })
    })
  })
}

async function countOf({ running, app }: TestServer, user: string): Promise<number | undefined> {
  return (await running.core.stores.channels.countOfUsers(app.id, [user], 'group')).get(user)
}

quotas('SQLite', onSqlite, false)
quotas('PostgreSQL', onPostgres, withoutPostgres())
quotas('two nodes', () => NodeGroup.start(2), withoutPostgres() || withoutNats())
after(() => stopOwnServer())
