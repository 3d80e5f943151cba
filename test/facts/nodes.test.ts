import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { NodeGroup } from '../cluster/node-group.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

const skip = withoutPostgres() || withoutNats()

describe('facts of two nodes', { skip }, () => {
  let group: NodeGroup
  before(async () => {
    group = await NodeGroup.start(2)
    await group.nodes[0]!.users('alice', 'bob')
  })
  after(() => group[Symbol.asyncDispose]())

  const send = async (node: TestServer): Promise<number> => {
    const body = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'hi' } }
    return Number((await node.call('POST', '/messages/users', body)).body.data.bob)
  }

  test('one node serves a subscriber; the other dispatches what a stopped node leaves, its own facts included', async () => {
    const taken: { node: number; entry: number; seq: number }[] = []
    let isHeld = false
    for (const [node, { running }] of group.nodes.entries())
      running.core.facts.dispatcher.serve('shared', () => async (facts) => {
        if (isHeld) throw new Error('held')
        for (const { entry, seq } of facts) taken.push({ node, entry: entry!, seq: seq! })
      })
    const [first, second] = group.nodes as [TestServer, TestServer]
    const kinds = ['message.sent'] as const
    await first.running.core.facts.subscriptions.subscribe({ name: 'shared', app: first.app.id, kinds })
    const sent: number[] = []
    for (let i = 0; i < 10; i++) sent.push(await send(i % 2 === 0 ? first : second))
    const complete = () =>
      until(
        () => `all ${sent.length} have come; ${taken.length} have`,
        () => sent.every((id) => taken.some(({ entry }) => entry === id)),
      )
    await complete()
    const [server] = new Set(taken.map(({ node }) => node))
    assert.equal(new Set(taken.map(({ node }) => node)).size, 1)
    // The serving node stops, with facts that have not been dispatched.
    if (server === 0) group.nodes.reverse()
    isHeld = true
    const stopping = group.nodes[1]!
    for (let i = 0; i < 10; i++) sent.push(await send(stopping))
    const stopped = group.stopLast()
    isHeld = false
    await stopped
    for (let i = 0; i < 5; i++) sent.push(await send(group.nodes[0]!))
    await complete()
    const order = [...new Map(taken.map(({ seq, entry }) => [entry, seq])).values()]
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    )
    assert.notEqual(taken.at(-1)!.node, server)
  })
})
