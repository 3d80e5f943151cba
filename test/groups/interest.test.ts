import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { MemoryBus } from '../../packages/server/src/cluster/memory/memory-bus.ts'
import { Ears } from '../../packages/server/src/delivery/ears.ts'
import { Interest } from '../../packages/server/src/delivery/interest.ts'
import type { Session } from '../../packages/server/src/delivery/session.ts'
import { groupLog, roomLog } from '../../packages/server/src/domain/log/log-key.ts'
import type { RawClient } from '../gateway/raw-client.ts'
import { TestServer } from '../harness/test-server.ts'
import { createGroup, createRoom, goOnline } from './scene.ts'

describe('which sessions are interested in which logs', () => {
  let server: TestServer
  let client: RawClient
  let session: Session
  let logs: string[]
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
    logs = [groupLog(await createGroup(server, ['bob'])), roomLog(await createRoom(server, ['bob']))]
    client = await goOnline(server, 'bob')
    session = server.running.core.registry.of(server.app.id, 'bob')[0]!
  })
  after(async () => {
    await client.drop()
    await server.close()
  })

  const open = () => {
    const interest = new Interest(server.running.core.stores.channels, new Ears(new MemoryBus()))
    return { interest, opened: interest.open(session) }
  }
  const wanted = (interest: Interest) => interest.logs(server.app.id).sort()

  test('a session is interested in the logs of all groups and rooms of its user, until it ends', async () => {
    const { interest, opened } = open()
    await opened
    assert.deepEqual(wanted(interest), logs)
    for (const log of logs) assert.deepEqual([...interest.of(server.app.id, log)], [session])
    assert.deepEqual([...interest.of(server.app.id + 1, logs[0]!)], [])
    interest.close(session)
    assert.deepEqual(wanted(interest), [])
  })

  test('leaving or joining during the lookup takes precedence over its result', async () => {
    const { interest, opened } = open()
    interest.remove(session, logs[0]!)
    interest.remove(session, logs[1]!)
    interest.add(session, logs[1]!, 0)
    interest.add(session, 'g:new', 0)
    assert.deepEqual(wanted(interest), ['g:new', logs[1]].sort())
    await opened
    assert.deepEqual(wanted(interest), ['g:new', logs[1]].sort())
  })

  test('a session that ends during the lookup is interested in nothing', async () => {
    const { interest, opened } = open()
    interest.close(session)
    await opened
    assert.deepEqual(wanted(interest), [])
    interest.add(session, 'g:late', 0)
    assert.deepEqual(wanted(interest), [])
  })
})
