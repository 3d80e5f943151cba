// A worker thread: two clients of another app than the attacked one write to each other, and wait for nothing but the
// server.
import { parentPort, workerData } from 'node:worker_threads'
import { buildDynamicToken } from '../../packages/server/src/domain/tokens/dynamic-token.ts'
import { bodyOf, RawClient, textPayload } from '../gateway/raw-client.ts'
import type { Observation } from './bystanders.ts'

/** Turns per login: bounds what a client remembers. */
const TURNS = 100
/** ms between two turns. */
const PAUSE = 100
/** ms after which an answer counts as lost. */
const LOST_AFTER = 20_000

const { url, clientId, clientSecret } = workerData as { url: string; clientId: string; clientSecret: string }
const app = { key: 'other#chat', clientId, clientSecret }
const names = ['dora', 'emil'] as const
let count = 0

function tell(observation: Observation): void {
  parentPort!.postMessage(observation)
}

async function timed<Value>(what: string, act: () => Promise<Value>): Promise<Value> {
  const begun = performance.now()
  const value = await act()
  tell({ what, ms: performance.now() - begun })
  return value
}

async function login(user: string): Promise<RawClient> {
  const token = buildDynamicToken(app, user, Math.floor(Date.now() / 1000) + 1, 3600)
  const client = await RawClient.login(`${url.replace('http', 'ws')}/websocket`, {
    user,
    token,
    appKey: app.key,
  })
  for (const meta of await client.goLive())
    tell({ what: 'waiting', fault: `${user} finds ${meta.id} again, which was acknowledged` })
  return client
}

async function turn(from: RawClient, to: RawClient): Promise<void> {
  const text = `message ${++count} 环信 😀 ${'x'.repeat(count % 50)}`
  await timed('message', async () => {
    const id = from.send({ to: { name: to.user }, payload: textPayload(from.user, to.user, text) })
    const page = await to.next('sync', (frame) => !frame.metaId && frame.metas.length > 0, LOST_AFTER)
    const [meta] = page.metas
    const body = bodyOf(meta!)
    const got = body.content?.type === 'txt' ? body.content.msg : undefined
    if (page.metas.length !== 1 || got !== text || body.from !== from.user || body.to !== to.user)
      tell({ what: 'message', fault: `sent ${JSON.stringify(text)}, came as ${JSON.stringify(body)}` })
    to.pull(page.nextKey!)
    const { status } = await from.next('sync', ({ metaId }) => metaId === id, LOST_AFTER)
    if (status?.code !== 0) tell({ what: 'message', fault: `refused with ${status?.code} ${status?.reason}` })
  })
  await timed('heartbeat', () => {
    from.write(heartbeat)
    return from.next('unread', undefined, LOST_AFTER)
  })
  const reply = await timed('ping', () => fetch(`${url}/ping`, { signal: AbortSignal.timeout(LOST_AFTER) }))
  if (reply.status !== 200) tell({ what: 'ping', fault: `answered ${reply.status}` })
  await reply.arrayBuffer()
}

const heartbeat = Buffer.from([0x40, 0x01])

try {
  for (;;) {
    await using first = await timed('login', () => login(names[0]))
    await using second = await timed('login', () => login(names[1]))
    for (let i = 0; i < TURNS; i++) {
      await (i % 2 === 0 ? turn(first, second) : turn(second, first))
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
} catch (error) {
  tell({ what: 'bystander', fault: String(error) })
}
