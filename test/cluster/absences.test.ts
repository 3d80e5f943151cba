import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RawClient } from '../gateway/raw-client.ts'
import { createRoom } from '../groups/scene.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { NodeGroup } from './node-group.ts'

const skip = withoutPostgres() || withoutNats()

test('[rooms.removeMembers] users who were online on a node that died leave the rooms, users online elsewhere stay', {
  skip,
}, async () => {
  await using group = await NodeGroup.start(2)
  const [a, b] = group.nodes as [TestServer, TestServer]
  await a.users('alice', 'bob', 'carol')
  await a.running.core.apps.changeSettings(a.app, { roomOfflineSeconds: 1 })
  const room = await createRoom(a, ['bob', 'carol'])
  const login = async (node: TestServer, user: string, resource: string) =>
    RawClient.login(node.wsUrl, { user, resource, token: await node.userToken(user) })
  await login(b, 'bob', 'raw_1')
  await login(b, 'carol', 'raw_1')
  await using stays = await login(a, 'carol', 'raw_2')
  await group.stopLast()
  const members = async () => {
    const { body } = await a.call('GET', `/chatrooms/${room}/users?pagenum=1&pagesize=10`)
    return body.data.map((each: Record<string, string>) => each.member ?? each.owner).sort()
  }
  await until('bob has left the room', async () => !(await members()).includes('bob'))
  assert.deepEqual(await members(), ['alice', 'carol'])
  assert.equal(stays.ended, undefined)
})
