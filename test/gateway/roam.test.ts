import assert from 'node:assert/strict'
import { on } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { Command, conferenceJid, userJid, wire } from '@ringpost/protocol'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { TestServer } from '../harness/test-server.ts'
import { APP_KEY, RawClient, textPayload } from './raw-client.ts'

/** A native SDK's pull of history (native.md §11); its id 17958206487983406 is beyond 2^53. */
const NATIVE_PULL =
  '080040004a650a4408aeea9fb4cc9cf31f1a1b0a076f72672361707012037765621a0b656173656d6f622e636f6d2801321a0801120512036e61741a051203776562220808001204726f616d1a1b0a076f72672361707012037765621a0b656173656d6f622e636f6d20015800'
const NATIVE_ID = Buffer.from('10aeea9fb4cc9cf31f', 'hex')

describe('a pull of history over the socket sends nothing', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  const login = async (user: string) =>
    RawClient.login(server.wsUrl, { user, token: await server.userToken(user) })
  const count = async () =>
    (await server.running.core.stores.logs.read(server.app.id, pairLog('alice', 'bob'), 0, 1000)).length
  const ask = (client: RawClient, fields: wire.SyncUpFields) => {
    const payload = wire.SyncUp.encode({ isRoam: true, ...fields }).finish()
    client.write(wire.Envelope.encode({ command: Command.SYNC, payload }).finish())
    return client.next('sync', ({ isRoam }) => isRoam === true)
  }

  test('the answer is the last page, empty, which ends a native client’s requests', async () => {
    await using bob = await login('bob')
    await bob.goLive()
    await using alice = await login('alice')
    const placeholder = {
      namespace: 1,
      to: userJid(APP_KEY, 'bob'),
      payload: textPayload('alice', 'bob', 'roam'),
    }
    const queues = [userJid(APP_KEY, 'bob'), conferenceJid(APP_KEY, '1')]
    for (const queue of queues) {
      for (const key of [undefined, 9, 2 ** 53 - 1]) {
        const page = await ask(alice, { meta: { id: 5, ...placeholder }, queue, key })
        assert.deepEqual(
          { ...page, status: page.status?.code, queue: { ...page.queue }, timestamp: null },
          { ...page, status: 0, metaId: 5, metas: [], queue, isLast: true, isRoam: true, timestamp: null },
        )
        assert.deepEqual([page.serverId, page.nextKey], [null, null])
      }
    }
    const bare = await ask(alice, {})
    assert.deepEqual([bare.status?.code, bare.metaId, bare.isLast], [0, null, true])
    await alice.deliver('bob', 'a message')
    const [only] = await bob.metas(1)
    assert.match(Buffer.from(only!.payload!).toString('latin1'), /a message/)
    assert.equal(await count(), 1)
  })

  test('the frame of the Android SDK as captured: the answer has its id bit for bit', async () => {
    const stored = await count()
    await using alice = await login('alice')
    // The client of these tests cannot read such ids.
    alice.socket.removeAllListeners('message')
    const answer = new Promise<Buffer>((resolve) => alice.socket.once('message', resolve))
    alice.write(Buffer.from(NATIVE_PULL, 'hex'))
    assert.ok((await answer).includes(NATIVE_ID))
    assert.equal(await count(), stored)
  })

  test('an id beyond 2^53 is acknowledged bit for bit, and a key beyond it acknowledges nothing', async () => {
    await using alice = await login('alice')
    const to = userJid(APP_KEY, 'bob')
    const meta = Buffer.concat([
      Buffer.from('08a3d093adcc9cf31f', 'hex'),
      wire.Meta.encode({ to, namespace: 1, payload: textPayload('alice', 'bob', 'native') }).finish(),
    ])
    const sync = Buffer.concat([Buffer.from([0x0a, meta.length]), meta])
    alice.socket.removeAllListeners('message')
    // Keeps both answers, which may arrive together.
    const answers = on(alice.socket, 'message')
    alice.write(
      wire.Envelope.encode({
        command: Command.SYNC,
        payload: Buffer.from('108080c0a8fcd0ff8f7f', 'hex'),
      }).finish(),
    )
    alice.write(wire.Envelope.encode({ command: Command.SYNC, payload: sync }).finish())
    const frames: Buffer[] = []
    for await (const [frame] of answers) if (frames.push(frame) === 2) break
    assert.ok(frames.some((frame) => frame.includes(Buffer.from('10a3d093adcc9cf31f', 'hex'))))
    assert.equal(alice.ended, undefined)
  })
})
