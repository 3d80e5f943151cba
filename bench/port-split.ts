// node bench/port-split.ts: what it costs HTTP that one port takes every protocol (decision 0029). One process answers the same
// request behind `Port` and behind Node's own listener, in turns, so that nothing but the way of the socket differs. The handler
// does next to nothing: against a real request, the share is smaller.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Port } from '../packages/server/src/listener/port.ts'
import { spreadOf } from './harness/statistics.ts'
import { HttpConnection } from './load/http-connection.ts'

const ROUNDS = 15
const AT_ONCE = 16
const REQUESTS = 20_000
/** Each on a connection of its own. */
const CONNECTIONS = 4_000
const BODY = '{"from":"alice","to":["bob"],"type":"txt","body":{"msg":"hello"}}'
const REQUEST = Buffer.from(
  `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
)

type Way = 'split' | 'plain'

if (process.send === undefined) await measure()
else await serve()

async function serve(): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const http = (socket: Socket) => void server.emit('connection', socket)
  const port = new Port({ http, msync: (socket) => socket.destroy(), tls: undefined, isProxy: undefined })
  const ports = { plain: (server.address() as AddressInfo).port, split: await port.listen(0, '127.0.0.1') }
  process.on('message', () => process.send!(process.cpuUsage()))
  process.on('disconnect', () => process.exit())
  process.send!(ports)
}

async function measure(): Promise<void> {
  const child = fork(new URL(import.meta.url))
  const [ports] = (await once(child, 'message')) as [Record<Way, number>]
  const loads = {
    'kept alive': [REQUESTS, keptAlive],
    'new connections': [CONNECTIONS, newConnections],
  } as const
  for (const [name, [requests, load]] of Object.entries(loads)) {
    const costs: Record<Way, number[]> = { split: [], plain: [] }
    for (let round = -1; round < ROUNDS; round++)
      for (const way of round % 2 === 0 ? (['split', 'plain'] as const) : (['plain', 'split'] as const)) {
        const before = await processorTime(child)
        await load(ports[way], requests)
        // The first round warms up.
        if (round >= 0) costs[way].push(((await processorTime(child)) - before) / requests)
      }
    const ratios = costs.split.map((cost, i) => cost / costs.plain[i]!)
    const { median, least, most } = spreadOf(ratios)
    const each = (way: Way) => `${way} ${spreadOf(costs[way]).median.toFixed(1)} µs`
    console.log(
      `${name}: ${each('split')}, ${each('plain')}, ratio ${[median, least, most].map((n) => n.toFixed(3))}`,
    )
  }
  child.disconnect()
}

/** µs that the server has used since it started. */
async function processorTime(child: ChildProcess): Promise<number> {
  child.send('used')
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage]
  return user + system
}

async function keptAlive(port: number, requests: number): Promise<void> {
  await each(AT_ONCE, async () => {
    const connection = await HttpConnection.open(port)
    for (let i = 0; i < requests / AT_ONCE; i++) await connection.call(REQUEST)
    connection.close()
  })
}

async function newConnections(port: number, requests: number): Promise<void> {
  await each(AT_ONCE, async () => {
    for (let i = 0; i < requests / AT_ONCE; i++) {
      const connection = await HttpConnection.open(port)
      await connection.call(REQUEST)
      connection.close()
    }
  })
}

function each(count: number, work: () => Promise<void>): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, work))
}
