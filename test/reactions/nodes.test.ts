import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { NodeGroup } from '../cluster/node-group.ts'
import { logIn } from '../contacts/roster-client.ts'
import { createGroup } from '../groups/scene.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import type { TestServer } from '../harness/test-server.ts'

const skip = withoutPostgres() || withoutNats()
const USERS = Array.from({ length: 8 }, (_, n) => `u${n}`)

describe('reactions over two nodes', { skip }, () => {
  let nodes: NodeGroup
  let a: TestServer
  let b: TestServer
  let group: string
  before(async () => {
    nodes = await NodeGroup.start(2)
    ;[a, b] = nodes.nodes as [TestServer, TestServer]
    await a.users('alice', 'bob', ...USERS)
    group = await createGroup(a, ['bob', ...USERS])
  })
  after(() => nodes[Symbol.asyncDispose]())

  async function say(): Promise<string> {
    const message = { from: 'alice', to: [group], type: 'txt', body: { msg: 'hi' } }
    return (await a.call('POST', '/messages/chatgroups', message)).body.data[group]
  }

  test('[reactions.add] [socket.reactionEvents] are told in both directions', async () => {
    await using onA = await logIn(a, 'alice')
    await using onB = await logIn(b, 'bob')
    const message = await say()
    await onB.next('onTextMessage', ({ id }) => id === message)
    await onB.connection.addReaction({ messageId: message, reaction: 'x' })
    const event = { messageId: message, chatType: 'groupChat' } as const
    assert.partialDeepStrictEqual({ ...(await onA.next('onReactionChange')) }, { ...event, from: 'bob' })
    await onB.next('onReactionChange')
    await onA.connection.addReaction({ messageId: message, reaction: 'x' })
    assert.partialDeepStrictEqual({ ...(await onB.next('onReactionChange')) }, { ...event, from: 'alice' })
  })

  test('[reactions.add] of users on both nodes at once none is lost, and the last event has the whole count', async () => {
    const message = await say()
    const replies = await Promise.all(
      USERS.map((user, n) =>
        nodes.nodes[n % 2]!.call('POST', `/reaction/user/${user}`, { msgId: message, message: 'x' }),
      ),
    )
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200]))
    const { body } = await b.call(
      'GET',
      `/reaction/user/bob?msgIdList=${message}&msgType=groupchat&groupId=${group}`,
    )
    assert.equal(body.data[0].reactionList[0].count, USERS.length)
    const entries = await a.running.core.stores.logs.read(a.app.id, `g:${group}`, 0, 1000)
    const counts = entries.flatMap(({ payload }) => {
      const told = Buffer.from(payload).toString()
      if (!told.startsWith('{"type":"reaction"') || !told.includes(message)) return []
      return JSON.parse(told).data[0].reactions[0].count
    })
    assert.deepEqual(
      counts,
      USERS.map((_, n) => n + 1),
    )
  })
})
