import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openChannels } from '../../packages/server/src/app/channels.ts'
import type { Channels } from '../../packages/server/src/domain/channels/channels.ts'
import type { Members } from '../../packages/server/src/domain/channels/members.ts'
import { Journal } from '../../packages/server/src/domain/log/journal.ts'
import { groupLog } from '../../packages/server/src/domain/log/log-key.ts'
import { eventPayloads } from '../../packages/server/src/gateway/msync/event-payloads.ts'
import { TestServer } from '../harness/test-server.ts'
import { createGroup } from './scene.ts'

const app = { kind: 'app' } as const

describe('two instances that change one group without knowing of each other, like nodes on one database', () => {
  let server: TestServer
  let nodes: { channels: Channels; members: Members }[]
  const users = Array.from({ length: 40 }, (_, i) => `u${i}`)
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', ...users)
    const { stores, registry, ids, files, cluster, facts, shown } = server.running.core
    nodes = [0, 1].map(
      () =>
        openChannels({
          stores,
          journal: new Journal(stores, registry, facts.outlet),
          ids,
          files,
          encoder: eventPayloads,
          shared: cluster.shared,
          shown,
        }).groups,
    )
  })
  after(() => server.close())

  const outcome = (act: Promise<unknown>) =>
    act.then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    )
  const log = async (group: string) =>
    server.running.core.stores.logs.read(server.app.id, groupLog(group), 0, 1000)
  const channel = async (group: string) =>
    (await server.running.core.stores.channels.get(server.app.id, group))!

  test('[groups.addMember] nobody is lost and nobody is a member twice', async () => {
    const group = await createGroup(server, [])
    const outcomes = await Promise.all(
      users.flatMap((user) =>
        nodes.map(({ members }) => outcome(members.add({ app: server.app, actor: app }, group, [user]))),
      ),
    )
    assert.deepEqual(
      [
        outcomes.filter((each) => each === 'done').length,
        outcomes.filter((each) => each === 'group.member_exists').length,
      ],
      [40, 40],
    )
    assert.equal((await channel(group)).memberCount, 41)
    assert.equal((await log(group)).length, 41)
  })

  test('[groups.addMember] a group never exceeds its limit', async () => {
    const group = await createGroup(server, [], { maxusers: 11 })
    const outcomes = await Promise.all(
      users.map((user, i) =>
        outcome(nodes[i % 2]!.members.add({ app: server.app, actor: app }, group, [user])),
      ),
    )
    assert.deepEqual(
      [
        outcomes.filter((each) => each === 'done').length,
        outcomes.filter((each) => each === 'channel.full').length,
      ],
      [10, 30],
    )
    assert.equal((await channel(group)).memberCount, 11)
  })

  test('[groups.delete] one deletes it, the other gets an error that it does not exist', async () => {
    for (let round = 0; round < 10; round++) {
      const group = await createGroup(server, ['bob'])
      const outcomes = await Promise.all([
        ...nodes.map(({ channels }) => outcome(channels.destroy({ app: server.app, actor: app }, group))),
        outcome(nodes[round % 2]!.members.add({ app: server.app, actor: app }, group, ['u1'])),
      ])
      assert.deepEqual(outcomes.slice(0, 2).sort(), ['channel.unknown', 'done'])
      assert.ok(['done', 'channel.unknown'].includes(outcomes[2]!), outcomes[2])
    }
  })
})
