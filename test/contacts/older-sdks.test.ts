import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeRosterBody, encodeRosterBody, Namespace, RosterOperation, userJid } from '@ringpost/protocol'
import { APP_KEY, RawClient } from '../gateway/raw-client.ts'
import { TestServer } from '../harness/test-server.ts'
import { logIn, rosterEvents } from './roster-client.ts'

describe('contacts over the socket, as SDKs up to 4.1.6 use them', () => {
  let server: TestServer
  let made = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  /** An older client of a new user, and the name of another user. */
  async function cast(): Promise<{ client: RawClient; a: string; b: string }> {
    const a = `a${++made}`
    const b = `b${made}`
    await server.users(a, b)
    const client = await RawClient.login(server.wsUrl, { user: a, token: await server.userToken(a) })
    await client.goLive()
    return { client, a, b }
  }
  async function act(client: RawClient, operation: RosterOperation, names: string[], reason?: string) {
    const [first, ...others] = names.map((name) => userJid(APP_KEY, name))
    const payload = encodeRosterBody({
      operation,
      from: userJid(APP_KEY, client.user),
      to: [first!, ...others],
      reason,
    })
    const to = { domain: '@easemob.com' }
    const { status, serverId } = await client.acknowledgement(
      client.send({ to, payload, namespace: Namespace.ROSTER }),
    )
    return { code: status?.code, reason: status?.reason, serverId }
  }
  const names = async (user: string, list = 'contacts'): Promise<string[]> =>
    (await server.call('GET', `/users/${user}/${list}/users`)).body.data

  test('[socket.roster] ask, accept, remove, decline', async () => {
    const { client, a, b } = await cast()
    await using _ = client
    await using peer = await logIn(server, b)
    const { code, serverId } = await act(client, RosterOperation.ADD, [b], 'hello')
    assert.deepEqual([code, typeof serverId], [0, 'number'])
    await peer.connection.acceptContactInvite(a)
    assert.deepEqual([await names(a), await names(b)], [[b], [a]])
    assert.equal((await act(client, RosterOperation.REMOVE, [b])).code, 0)
    await peer.connection.addContact(a, 'once more')
    assert.equal((await act(client, RosterOperation.ACCEPT, [b.toUpperCase()])).code, 0)
    assert.deepEqual(await names(a), [b])
    assert.equal((await act(client, RosterOperation.REMOVE, [b])).code, 0)
    await peer.connection.addContact(a, '')
    assert.equal((await act(client, RosterOperation.DECLINE, [b])).code, 0)
    assert.deepEqual(await rosterEvents(server, peer), [
      ['Invited', a, b, 'hello'],
      ['Added', a, b],
      ['Deleted', a, b],
      ['Agreed', a, b],
      ['Added', a, b],
      ['Deleted', a, b],
      ['Refuse', a, b],
    ])
  })

  test("[socket.roster] block and unblock; the user's other devices are notified", async () => {
    const { client, a, b } = await cast()
    await using _ = client
    await using second = await RawClient.login(server.wsUrl, {
      user: a,
      token: await server.userToken(a),
      resource: 'raw_2',
    })
    await second.goLive()
    for (const [operation, blocked] of [
      [RosterOperation.BAN, [b]],
      [RosterOperation.ALLOW, []],
    ] as const) {
      assert.equal((await act(client, operation, [b])).code, 0)
      assert.deepEqual(await names(a, 'blocks'), blocked)
      const { metas } = await second.page()
      const [meta] = metas
      assert.equal(meta?.namespace, Namespace.ROSTER)
      const body = decodeRosterBody(meta.payload!)
      assert.deepEqual([body.operation, body.from?.name, body.to[0]?.name], [operation, a, b])
    }
    assert.equal(
      client.frames.filter((frame) => frame.command === 'sync' && frame.metas.length > 0).length,
      0,
    )
  })

  test('[socket.roster] refusals use the wording that the SDKs know', async () => {
    const { client, a, b } = await cast()
    await using _ = client
    const refusal = async (operation: number, to: string[]) => {
      const { code, reason } = await act(client, operation as RosterOperation, to)
      return [code, reason]
    }
    assert.deepEqual(await refusal(RosterOperation.ADD, ['nobody']), [1, "username doesn't exist!"])
    assert.deepEqual(await refusal(RosterOperation.ADD, [a]), [1, `user ${a} cannot be in a list of its own`])
    assert.deepEqual(await refusal(RosterOperation.ACCEPT, [b]), [
      1,
      `user ${b} has not asked to be a contact`,
    ])
    await server.call('POST', `/users/${b}/blocks/users`, { usernames: [a] })
    assert.deepEqual(await refusal(RosterOperation.ADD, [b]), [1, 'blocked'])
    assert.deepEqual(await refusal(RosterOperation.GET_ROSTER, [b]), [1, 'not implemented'])
    assert.deepEqual(await refusal(RosterOperation.ADD, ['']), [1, 'usernames must be provided'])
    const many = Array.from({ length: 101 }, () => b)
    assert.deepEqual(await refusal(RosterOperation.BAN, many), [
      1,
      'usernames size must be between 1 and 100',
    ])
    const id = client.send({ to: {}, payload: new Uint8Array([255]), namespace: Namespace.ROSTER })
    assert.deepEqual((await client.acknowledgement(id)).status?.reason, 'format is incorrect')
  })
})
