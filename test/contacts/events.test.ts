import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import { logIn, type RosterEvent, rosterEvents } from './roster-client.ts'

/** Something that happens between A and B, in terms of the SDK if a user acts, and what each device receives. */
interface Scene {
  title: string
  /** Runs before anybody listens. */
  given?: (server: TestServer, a: string, b: string) => Promise<unknown>
  act: (cast: Cast) => Promise<unknown>
  /** On the devices of A: the acting one, and the other one. */
  a: (a: string, b: string) => RosterEvent[]
  otherA?: (a: string, b: string) => RosterEvent[]
  /** On the device of B. */
  b: (a: string, b: string) => RosterEvent[]
}

interface Cast {
  server: TestServer
  a: string
  b: string
  /** The acting device of A. */
  client: Client
}

async function ask(server: TestServer, from: string, to: string): Promise<void> {
  const path = `/users/${from}/contacts/apply`
  assert.equal((await server.call('POST', path, { usernames: [to] })).status, 200)
}
async function befriend(server: TestServer, a: string, b: string): Promise<void> {
  assert.equal((await server.call('POST', `/users/${a}/contacts/users/${b}`)).status, 200)
}

const scenes: Scene[] = [
  {
    title: '[contacts.apply] a request reaches whom it asks, with its reason',
    act: ({ client, b }) => client.connection.addContact(b, '你好 👋'),
    a: () => [],
    b: (a, b) => [['Invited', a, b, '你好 👋']],
  },
  {
    title: '[contacts.accept] the one who asked hears the answer, both that they are contacts',
    given: (server, a, b) => ask(server, b, a),
    act: ({ client, b }) => client.connection.acceptContactInvite(b),
    a: (a, b) => [['Added', b, a]],
    otherA: (a, b) => [['Added', b, a]],
    b: (a, b) => [
      ['Agreed', a, b],
      ['Added', a, b],
    ],
  },
  {
    title: '[contacts.apply] to ask whoever has asked already is to accept',
    given: (server, a, b) => ask(server, b, a),
    act: ({ client, b }) => client.connection.addContact(b, 'me too'),
    a: (a, b) => [['Added', b, a]],
    otherA: (a, b) => [['Added', b, a]],
    b: (a, b) => [
      ['Agreed', a, b],
      ['Added', a, b],
    ],
  },
  {
    title: '[contacts.decline] the one who asked hears it, and the other devices of the one who declines',
    given: (server, a, b) => ask(server, b, a),
    act: ({ client, b }) => client.connection.declineContactInvite(b),
    a: () => [],
    otherA: (a, b) => [['Refuse', a, b]],
    b: (a, b) => [['Refuse', a, b]],
  },
  {
    title: '[contacts.remove] the other side hears it, and the other devices of the one who removes',
    given: befriend,
    act: ({ client, b }) => client.connection.deleteContact(b),
    a: () => [],
    otherA: (a, b) => [['Deleted', a, b]],
    b: (a, b) => [['Deleted', a, b]],
  },
  {
    title: '[contacts.remove] a request that is taken back is taken back in silence',
    given: (server, a, b) => ask(server, a, b),
    act: ({ client, b }) => client.connection.deleteContact(b),
    a: () => [],
    b: () => [],
  },
  {
    title: '[contacts.add] by the app: each hears of the other',
    act: ({ server, a, b }) => befriend(server, a, b),
    a: (a, b) => [['Added', b, a]],
    otherA: (a, b) => [['Added', b, a]],
    b: (a, b) => [['Added', a, b]],
  },
  {
    title: '[contacts.remove] by the app: each hears of the other',
    given: befriend,
    act: ({ server, a, b }) => server.call('DELETE', `/users/${a}/contacts/users/${b}`),
    a: (a, b) => [['Deleted', b, a]],
    otherA: (a, b) => [['Deleted', b, a]],
    b: (a, b) => [['Deleted', a, b]],
  },
  {
    title: '[contacts.removeAll] each hears of the other',
    given: befriend,
    act: ({ server, a }) => server.call('DELETE', `/contacts/users/${a}`),
    a: (a, b) => [['Deleted', b, a]],
    otherA: (a, b) => [['Deleted', b, a]],
    b: (a, b) => [['Deleted', a, b]],
  },
  {
    title: '[contacts.import] in silence',
    act: ({ server, a, b }) => server.call('POST', `/users/${a}/contacts/import`, { usernames: [b] }),
    a: () => [],
    b: () => [],
  },
  {
    title: '[contacts.import] with notice: each hears of the other',
    act: ({ server, a, b }) =>
      server.call('POST', `/users/${a}/contacts/import?isSendNotice=true`, { usernames: [b] }),
    a: (a, b) => [['Added', b, a]],
    otherA: (a, b) => [['Added', b, a]],
    b: (a, b) => [['Added', a, b]],
  },
  {
    title: '[contacts.import] with notice by header',
    act: ({ server, a, b }) =>
      server.call(
        'POST',
        `/users/${a}/contacts/import`,
        { usernames: [b] },
        { headers: { isSendNotice: 'true' } },
      ),
    a: (a, b) => [['Added', b, a]],
    otherA: (a, b) => [['Added', b, a]],
    b: (a, b) => [['Added', a, b]],
  },
  {
    title: '[contacts.block] nobody hears of it',
    given: befriend,
    act: ({ client, b }) => client.connection.addUsersToBlocklist({ name: b }),
    a: () => [],
    b: () => [],
  },
  {
    title: '[contacts.unblockMany] nobody hears of it',
    given: (server, a, b) => server.call('POST', `/users/${a}/blocks/users`, { usernames: [b] }),
    act: ({ client, b }) => client.connection.removeUserFromBlocklist({ name: b }),
    a: () => [],
    b: () => [],
  },
  {
    title: '[contacts.add] nothing is told where nothing changes',
    given: befriend,
    act: async ({ server, client, a, b }) => {
      await befriend(server, a, b)
      await client.connection.addContact(b, 'again')
      await client.connection.acceptContactInvite(b)
      await client.connection.declineContactInvite(b)
    },
    a: () => [],
    b: () => [],
  },
]

describe('events of contacts in the official SDK', () => {
  let server: TestServer
  let users = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  /** Two users with no events pending. */
  async function cast({ given }: Scene): Promise<{ a: string; b: string }> {
    const a = `a${++users}`
    const b = `b${users}`
    await server.users(a, b)
    await given?.(server, a, b)
    for (const [user, device] of [
      [a, 'd1'],
      [a, 'd2'],
      [b, 'd1'],
    ] as const) {
      await using client = await logIn(server, user, device)
      await rosterEvents(server, client)
    }
    return { a, b }
  }

  for (const scene of scenes) {
    test(`${scene.title}: online`, async () => {
      const { a, b } = await cast(scene)
      await using client = await logIn(server, a, 'd1')
      await using second = await logIn(server, a, 'd2')
      await using peer = await logIn(server, b)
      await scene.act({ server, a, b, client })
      assert.deepEqual(await rosterEvents(server, peer), scene.b(a, b))
      assert.deepEqual(await rosterEvents(server, client), scene.a(a, b))
      assert.deepEqual(await rosterEvents(server, second), scene.otherA?.(a, b) ?? [])
    })

    test(`[socket.rosterEvents] ${scene.title}: after being offline`, async () => {
      const { a, b } = await cast(scene)
      {
        await using client = await logIn(server, a, 'd1')
        await scene.act({ server, a, b, client })
      }
      await using second = await logIn(server, a, 'd2')
      await using peer = await logIn(server, b)
      assert.deepEqual(await rosterEvents(server, peer), scene.b(a, b))
      assert.deepEqual(await rosterEvents(server, second), scene.otherA?.(a, b) ?? [])
    })
  }

  test('[contacts.apply] an event is not repeated, but another request causes another event', async () => {
    await server.users('asker', 'asked')
    await ask(server, 'asker', 'asked')
    {
      await using first = await logIn(server, 'asked')
      assert.deepEqual(await rosterEvents(server, first), [['Invited', 'asker', 'asked']])
    }
    await using again = await logIn(server, 'asked')
    assert.deepEqual(await rosterEvents(server, again), [])
    await ask(server, 'asker', 'asked')
    assert.deepEqual(await rosterEvents(server, again), [['Invited', 'asker', 'asked']])
  })

  test('[users.delete] contacts of a deleted user are notified that the contact is gone', async () => {
    await server.users('leaver', 'friend', 'stranger')
    await befriend(server, 'leaver', 'friend')
    await ask(server, 'leaver', 'stranger')
    await using friend = await logIn(server, 'friend')
    await rosterEvents(server, friend)
    const before = friend.events.length
    assert.equal((await server.call('DELETE', '/users/leaver')).status, 200)
    await rosterEvents(server, friend)
    assert.deepEqual(
      friend.events.slice(before).flatMap(({ name }) => (name.startsWith('onContact') ? [name] : [])),
      ['onContactDeleted'],
    )
  })
})
