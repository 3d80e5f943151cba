// npm run bench:nodes -- [--nodes 32] [--sessions 100000]: nodes in one process, over a real NATS server; counts the messages of
// what happens between them, and measures what a node keeps of sessions. Prints Markdown. Rates mean nothing here: all nodes share
// one event loop.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { entryKind } from '../../packages/server/src/domain/log/entry.ts'
import { newEntry } from '../../packages/server/src/domain/log/new-entry.ts'
import { createApp } from '../../packages/server/src/storage/contract/samples.ts'
import { openStorage } from '../../packages/server/src/storage/open-storage.ts'
import { findNats } from '../../test/harness/find-programs.ts'
import { until } from '../../test/harness/until.ts'
import { Nats } from '../harness/nats.ts'
import { SimulatedNode } from './simulated-node.ts'

/** Times that each act is repeated. */
const ROUNDS = 200
const GROUP_SIZE = 200
const GROUPS = 50

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '32' },
    sessions: { type: 'string', default: '100000' },
  },
})
const count = Number(values.nodes)
const users = Number(values.sessions)
const program = findNats()
if (program === undefined) throw new Error('NATS is not installed')

const nats = await Nats.start(program)
const directory = await mkdtemp(join(tmpdir(), 'ringpost-bench-nodes-'))
const stores = await openStorage({ directory })
const app = await createApp(stores)
const nodes: SimulatedNode[] = []
const groupsOf = (user: string) => {
  const group = Math.floor(Number(user.slice(1)) / GROUP_SIZE)
  return group < GROUPS ? [`g:${group}`] : []
}
const lines: string[] = [
  '| What | Messages to all nodes | to the busiest node | Bytes | Wait, ms |',
  '|---|---|---|---|---|',
]

/** Received so far by each node, for a reason. */
const caused = () => nodes.map(({ bus }) => ({ ...bus.caused }))

/** Resolves when no node receives anything but heartbeats. */
async function quiet(): Promise<void> {
  const total = () => caused().reduce((sum, { messages }) => sum + messages, 0)
  for (let before = -1, now = total(); now !== before; now = total()) {
    before = now
    await pause(200)
  }
}

/** Counts what an act costs. */
async function measure(
  what: string,
  act: (round: number) => Promise<unknown>,
  rounds = ROUNDS,
): Promise<void> {
  await quiet()
  const before = caused()
  let waited = 0
  for (let round = 0; round < rounds; round++) {
    const at = performance.now()
    await act(round)
    waited += performance.now() - at
  }
  await quiet()
  const gained = caused().map(({ messages, bytes }, i) => ({
    messages: messages - before[i]!.messages,
    bytes: bytes - before[i]!.bytes,
  }))
  const all = gained.reduce((sum, { messages }) => sum + messages, 0) / rounds
  const bytes = gained.reduce((sum, each) => sum + each.bytes, 0) / rounds
  const busiest = Math.max(...gained.map(({ messages }) => messages)) / rounds
  lines.push(
    `| ${what} | ${all.toFixed(1)} | ${busiest.toFixed(2)} | ${Math.round(bytes).toLocaleString('en')} | ${(waited / rounds).toFixed(1)} |`,
  )
}

/** What each node receives in a second in which nothing happens. */
async function idleTraffic(): Promise<{ messages: number; bytes: number }> {
  const total = () =>
    nodes.reduce(
      (sum, { bus: { regular } }) => ({
        messages: sum.messages + regular.messages,
        bytes: sum.bytes + regular.bytes,
      }),
      { messages: 0, bytes: 0 },
    )
  const before = total()
  const begun = performance.now()
  await pause(20_000)
  const per = ((performance.now() - begun) / 1000) * nodes.length
  const after = total()
  return { messages: (after.messages - before.messages) / per, bytes: (after.bytes - before.bytes) / per }
}

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

try {
  for (let i = 0; i < count; i++) nodes.push(await SimulatedNode.start(nats.url, stores, groupsOf))
  await until('all nodes know each other', () => nodes.every(({ peers }) => peers.live.length === count - 1))
  // Owners that have just become such are no authority.
  await pause(6000)
  const nodeOf = (user: number) => nodes[user % count]!
  const before = heap()
  for (let i = 0; i < users; i += 500)
    await Promise.all(
      Array.from({ length: Math.min(500, users - i) }, (_, j) => nodeOf(i + j).logIn(app, `u${i + j}`)),
    )
  await quiet()
  const perSession = (heap() - before) / users
  const idle = await idleTraffic()

  await measure('login', (round) => nodeOf(round).logIn(app, `new${round}`))
  await measure('login that replaces a session on another node', (round) =>
    nodeOf(round + 1).logIn(app, `new${round}`),
  )
  const asked = Array.from({ length: 100 }, (_, i) => `u${i * 7}`)
  await measure('who of 100 users is online', (round) => nodeOf(round).sessions.present(app.id, asked))
  const entry = (log: string) => ({
    ...newEntry({
      app: app.id,
      log,
      id: 1,
      time: Date.now(),
      kind: entryKind.message,
      sender: 'u0',
      receiver: 'u1',
      echo: true,
      payload: new Uint8Array(200),
    }),
    seq: 0,
  })
  await measure('message to a user elsewhere', async (round) =>
    nodeOf(round).feed.publish([entry(`p:u${round}|u${round + 1}`)]),
  )
  await measure(`message to a group of ${GROUP_SIZE}, all online`, async (round) =>
    nodeOf(round).feed.publish([entry(`g:${round % GROUPS}`)]),
  )
  await measure('a user joins a group', (round) =>
    nodeOf(round).feed.follow(app.id, 'g:0', [`u${round + 20_000}`], 0),
  )
  await measure('a right changes (block, mute, role)', (round) =>
    nodeOf(round).shared.changed('channels', [`${round}`]),
  )
  await measure('the sessions of a user are ended', (round) =>
    nodeOf(round).sessions.kick(app.id, `u${round + 30_000}`, 'forced', { kind: 'app' }),
  )
  await measure(
    'a node dies: 4 s until it is noticed',
    async () => {
      const dead = nodes.pop()!
      await dead.die()
      await until('its death is noticed', () =>
        nodes.every(({ peers }) => peers.live.length === nodes.length - 1),
      )
    },
    1,
  )

  console.log(`${count} nodes, ${users.toLocaleString('en')} sessions, one NATS server.\n`)
  console.log(lines.join('\n'))
  console.log(
    `\nIdle: ${idle.messages.toFixed(0)} messages/s and ${Math.round(idle.bytes).toLocaleString('en')} bytes/s received by each node.`,
  )
  console.log(
    `\nMemory: ${Math.round(perSession)} bytes of heap per session on all nodes together, the connection to its client not included: for a million sessions ${Math.round(perSession)} MB, on each of ${count} nodes ${Math.round(perSession / count)} MB.`,
  )
} finally {
  for (const node of nodes) await node.die()
  await stores.close()
  await rm(directory, { recursive: true })
  await nats.stop()
}
