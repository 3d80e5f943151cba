import { alternate, type Bench, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import { NotBuilt, TEXT } from '../harness/chat-target.ts'
import { FILLED_USERS, FilledStore, pairOf } from '../harness/filled-store.ts'
import type { Ringpost } from '../harness/ringpost.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { HttpConnection } from '../load/http-connection.ts'

const name = 'large-store'
const USERS = 500
const MILLION = 1_000_000

/** Whether sending costs more if much is stored, and what reading costs then. */
export const largeStore: Scenario = {
  name,
  title: 'sending, and reading, with many stored messages',
  async run(bench: Bench) {
    const { options, results } = bench
    const sizes = options.extent === 'quick' ? [MILLION / 20] : [MILLION, 10 * MILLION]
    const stores: FilledStore[] = []
    const servers = [await startRingpost(bench, { name: 'Ringpost, empty store' })]
    try {
      for (const size of sizes) {
        const store = await FilledStore.make(size)
        stores.push(store)
        const target = label(size)
        results.add({
          scenario: name,
          target,
          case: 'append in bulk',
          round: 0,
          values: { perSecond: store.perSecond },
        })
        console.log(`  ${target}: appended at ${Math.round(store.perSecond)}/s`)
        servers.push(await startRingpost(bench, { name: target, data: store.data, probe: true }))
      }
      await growth(bench, servers)
      await reads(bench, servers[1]!)
      await exportHour(bench, servers[1]!, stores[0]!.hour)
    } finally {
      for (const server of servers) await server.stop()
      for (const store of stores) await store.remove()
    }
  },
}

async function growth(bench: Bench, servers: readonly Ringpost[]): Promise<void> {
  const users = numbered('offline', USERS)
  for (const server of servers) await server.addUsers(users)
  await alternate(
    bench,
    name,
    servers.map((server) => {
      const requests = users.map((user, i) => server.messageTo(users[(i * 7 + 1) % USERS]!, user))
      return {
        target: server,
        case: 'send, 64 at once',
        load: (meter) => closedLoop(meter, server.port, 64, (i) => requests[i % USERS]!),
      }
    }),
  )
}

/** Reads a page of history and the conversation list, of conversations that were not read just before. */
async function reads(bench: Bench, server: Ringpost): Promise<void> {
  await server.addUsers(numbered('filled', FILLED_USERS))
  const page = (message: number) => {
    const [user, peer] = pairOf(message)
    return server.request('POST', `/users/${user}/messageroaming`, {
      queue: `${peer}@easemob.com`,
      start: -1,
      end: -1,
      pull_number: 20,
      is_positive: false,
      msgType: '',
      startTime: null,
      endTime: null,
      userId: null,
    })
  }
  const list = (user: number) =>
    server.request(
      'GET',
      `/sdk/user/filled${(user % FILLED_USERS) + 1}/user_channels/list?limit=20&cursor=&need_mark=true`,
    )
  const forms = { 'page of 20 messages': page, 'list of 20 conversations': list }
  for (const [what, request] of Object.entries(forms)) {
    if (!(await isBuilt(bench, server, what, request(0)))) continue
    await alternate(
      bench,
      name,
      [1, 16].map((level) => ({
        target: server,
        case: `${what}, ${level} at once`,
        load: (meter) => closedLoop(meter, server.port, level, request),
      })),
    )
  }
}

/** Exports the file with all messages of an hour: time until it exists, until its last byte, and delays for others. */
async function exportHour(bench: Bench, server: Ringpost, begin: number): Promise<void> {
  const hour = new Date(begin).toISOString().replaceAll(/[-T]/g, '').slice(0, 10)
  for (let round = 0; round < bench.options.rounds; round++) {
    try {
      // One more message, or the file of the previous round would be served again.
      await server.call('POST', '/messages/users/import', {
        from: 'filled1',
        target: `late${round}`,
        type: 'txt',
        body: { msg: TEXT },
        msg_timestamp: begin + round,
      })
      await server.blocked()
      const startedAt = performance.now()
      const { data } = await server.call('GET', `/chatmessages/${hour}`)
      const readyAfter = (performance.now() - startedAt) / 1000
      const response = await fetch(data[0].url)
      let bytes = 0
      for await (const chunk of response.body!) bytes += chunk.length
      const values = {
        'seconds until the link': readyAfter,
        'seconds until the last byte': (performance.now() - startedAt) / 1000,
        MiB: bytes / 2 ** 20,
        ...(await server.blocked()),
      }
      bench.results.add({ scenario: name, target: server.name, case: 'export of the hour', round, values })
    } catch (error) {
      if (!(error instanceof NotBuilt)) throw error
      bench.results.skip(name, `export of an hour: ${error.message}`)
      return
    }
  }
}

async function isBuilt(bench: Bench, server: Ringpost, what: string, request: Buffer): Promise<boolean> {
  const connection = await HttpConnection.open(server.port)
  const status = await new Promise<number>((resolve) => connection.send(request, resolve))
  connection.close()
  if (status === 501) bench.results.skip(name, `${what}: answers 501`)
  return status !== 501
}

function label(messages: number): string {
  return `Ringpost, ${messages >= MILLION ? `${messages / MILLION} million` : messages} stored`
}
