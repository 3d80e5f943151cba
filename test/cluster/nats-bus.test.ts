import assert from 'node:assert/strict'
import { test } from 'node:test'
import { busContract } from '../../packages/server/src/cluster/contract/bus-contract.ts'
import { NatsBus } from '../../packages/server/src/cluster/nats/nats-bus.ts'
import { NatsServer, withoutNatsProgram } from '../harness/nats.ts'

const skip = withoutNatsProgram()

if (skip === false) {
  const server = await NatsServer.start()
  busContract('a bus over NATS', () => NatsBus.open({ url: server.url, prefix: 'contract', name: 'test' }))
  test.after(() => server.kill())
}

/** Resolves with the bus's next state change. */
const turn = (bus: NatsBus) => new Promise<boolean>((resolve) => bus.watch(resolve))

test('after an outage, a bus receives what it subscribed to, and nothing sent in the meantime', {
  skip,
}, async () => {
  await using server = await NatsServer.start()
  const settings = { url: server.url, prefix: 'p', name: 'test' }
  const [here, there] = [await NatsBus.open(settings), await NatsBus.open(settings)]
  const heard: string[] = []
  const first = new Promise<void>((resolve) => {
    there.subscribe('s', (message) => {
      heard.push(Buffer.from(message).toString())
      resolve()
    })
  })
  await there.flush()
  const away = [turn(here), turn(there)]
  await server.kill()
  assert.deepEqual(await Promise.all(away), [false, false])
  assert.deepEqual([here.connected, there.connected], [false, false])
  here.publish('s', () => Buffer.from('lost'))
  await here.flush()
  const back = [turn(here), turn(there)]
  await server.start()
  assert.deepEqual(await Promise.all(back), [true, true])
  here.publish('s', () => Buffer.from('heard'))
  await first
  assert.deepEqual(heard, ['heard'])
  await here.close()
  await there.close()
})

test("installations with different prefixes do not receive each other's messages", { skip }, async () => {
  await using server = await NatsServer.start()
  const open = (prefix: string) => NatsBus.open({ url: server.url, prefix, name: 'test' })
  const [one, other, same] = [await open('one'), await open('other'), await open('one')]
  other.subscribe('s', () => assert.fail())
  const heard = new Promise<Uint8Array>((resolve) => same.subscribe('s', resolve))
  await Promise.all([other.flush(), same.flush()])
  one.publish('s', () => Buffer.from('x'))
  assert.equal(Buffer.from(await heard).toString(), 'x')
  await other.flush()
  for (const bus of [one, other, same]) await bus.close()
})

test('credentials are used, and appear in no error', { skip }, async () => {
  await using server = await NatsServer.start('--user', 'ann', '--pass', 's3cr et')
  const url = (password: string) => `nats://ann:${encodeURIComponent(password)}@127.0.0.1:${server.port}`
  const bus = await NatsBus.open({ url: url('s3cr et'), prefix: 'p', name: 'test' })
  await bus.close()
  await assert.rejects(NatsBus.open({ url: url('wr0ng'), prefix: 'p', name: 'test' }), (error: Error) => {
    assert.match(error.message, /no NATS server at nats:\/\/127\.0\.0\.1:\d+: /)
    assert.doesNotMatch(error.message, /wr0ng|ann/)
    return true
  })
})
