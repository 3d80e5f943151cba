import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { NodeGroup } from '../cluster/node-group.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import { until } from '../harness/until.ts'
import { Receiver } from './receiver.ts'
import { came, hook, say } from './rule-scene.ts'

const skip = withoutPostgres() || withoutNats()

describe('webhooks of two nodes', { skip }, () => {
  test('events of both arrive in order, whichever node stops, and what failed is tried by the other', async () => {
    await using group = await NodeGroup.start(2, {
      RINGPOST_ALLOW_INTERNAL_FETCH: 'on',
      RINGPOST_SECRET_KEY: randomBytes(32).toString('base64'),
    })
    await group.nodes[0]!.users('alice', 'bob', 'carol')
    let failing = false
    await using receiver = await Receiver.start(({ body }) =>
      failing && body.to === 'carol' ? { status: 503 } : {},
    )
    await hook(group.nodes[0]!, receiver.url)
    const sent: string[] = []
    for (let i = 0; i < 10; i++) sent.push(await say(group.nodes[i % 2]!, 'bob'))
    await came(receiver, sent)
    failing = true
    const waiting = await say(group.nodes[0]!, 'carol')
    await came(receiver, [waiting])
    for (let i = 0; i < 10; i++) sent.push(await say(group.nodes[1]!, 'bob'))
    // Which node serves the rule is left to chance: the other one goes on.
    if (group.nodes[0]!.running.core.webhookRunners.status.breakers.closed === 1) group.nodes.reverse()
    await group.stopLast()
    for (let i = 0; i < 5; i++) sent.push(await say(group.nodes[0]!, 'bob'))
    failing = false
    await came(receiver, sent)
    const order = [...new Set(receiver.ids.filter((id) => sent.includes(id)))]
    assert.deepEqual(order, sent)
    const tries = () => receiver.ids.filter((id) => id === waiting).length
    await until('it is tried by the node that is left', () => tries() > 1)
  })
})
