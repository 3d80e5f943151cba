import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { alternate, type Bench, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import { TEXT } from '../harness/chat-target.ts'
import type { Meter } from '../harness/meter.ts'
import { APP_KEY, type Ringpost } from '../harness/ringpost.ts'
import { MessageFrame, type MsyncClient } from '../load/msync-client.ts'

const name = 'hooks'
const PAIRS = 16
/** ms that the owner's server thinks about each message. */
const THINKING_MS = 100
/** Messages of one sender to one conversation that wait at a time. */
const SLOW_AT_ONCE = 4

interface Talk {
  client: MsyncClient
  frame: MessageFrame
}

/** What others notice of a hook that thinks about one conversation, and what a hook costs those it is not about. */
export const hooks: Scenario = {
  name,
  title: `socket send, while a hook thinks for ${THINKING_MS} ms about another conversation`,
  async run(bench: Bench) {
    const owner = createServer((request, response) => {
      request.resume().on('end', () => setTimeout(() => response.end('{"valid":true}'), THINKING_MS))
    })
    await new Promise<void>((resolve) => owner.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(owner.address() as AddressInfo).port}/`
    const env = { RINGPOST_ALLOW_INTERNAL_FETCH: 'on' }
    const without = await startRingpost(bench, { name: 'Ringpost, no hook' })
    const asking = await startRingpost(bench, { name: 'Ringpost, hook on one conversation', env })
    try {
      const talks = await Promise.all([without, asking].map(talksOn))
      await asking.call('POST', '/ringpost/webhooks', {
        ...{ name: 'slow', kind: 'before', url, wait_ms: 5000, filters: { from: ['slow'] } },
      })
      const forCase = `${PAIRS} at once`
      await alternate(bench, name, [
        { target: without, case: forCase, load: (meter) => send(meter, talks[0]!.others) },
        {
          target: asking,
          case: forCase,
          load: (meter) => Promise.all([send(meter, talks[1]!.others), think(meter, talks[1]!.slow)]),
        },
      ])
      for (const { others, slow } of talks) for (const { client } of [...others, slow]) client.close()
    } finally {
      await Promise.all([without.stop(), asking.stop()])
      owner.close().closeAllConnections()
    }
  },
}

async function talksOn(server: Ringpost): Promise<{ others: Talk[]; slow: Talk }> {
  const senders = numbered('sender', PAIRS)
  await server.addUsers([...senders, 'slow', 'peer'])
  const talk = async (from: string): Promise<Talk> => ({
    client: await server.login(from),
    frame: new MessageFrame(APP_KEY, from, 'peer', TEXT),
  })
  return { others: await Promise.all(senders.map(talk)), slow: await talk('slow') }
}

async function send(meter: Meter, talks: readonly Talk[]): Promise<void> {
  await Promise.all(
    talks.map(
      ({ client, frame }) =>
        new Promise<void>((resolve) => {
          let startedAt = 0
          const next = () => {
            startedAt = performance.now()
            client.send(frame)
          }
          client.onAcknowledged = () => {
            meter.took('answer', startedAt)
            meter.done()
            if (meter.stopped) resolve()
            else next()
          }
          client.onClose = () => {
            meter.failed('the server closed a connection')
            resolve()
          }
          next()
        }),
    ),
  )
}

/** Keeps messages waiting for the hook. */
async function think(meter: Meter, { client, frame }: Talk): Promise<void> {
  let waiting = SLOW_AT_ONCE
  await new Promise<void>((resolve) => {
    client.onAcknowledged = () => {
      if (!meter.stopped) client.send(frame)
      else if (--waiting === 0) resolve()
    }
    for (let i = 0; i < SLOW_AT_ONCE; i++) client.send(frame)
  })
}
