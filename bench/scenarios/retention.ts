import { alternate, type Bench, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import { FilledStore } from '../harness/filled-store.ts'
import type { Meter } from '../harness/meter.ts'
import { APP_KEY, type Ringpost } from '../harness/ringpost.ts'
import { closedLoop } from '../load/closed-loop.ts'

const name = 'retention'
const USERS = 500
const MILLION = 1_000_000
/** Seconds: the command that removes has started by then. */
const WARM_UP = 2

/** What senders notice while the oldest tenth of a store is removed, against the same store at rest. */
export const retention: Scenario = {
  name,
  title: 'REST send to offline users, while the oldest tenth of the messages is removed',
  async run(bench: Bench) {
    const { options } = bench
    const messages = options.extent === 'quick' ? MILLION / 10 : 2 * MILLION
    const levels = options.extent === 'quick' ? [16] : [16, 64]
    const stores: FilledStore[] = []
    const servers: Ringpost[] = []
    const users = numbered('offline', USERS)
    try {
      for (const name of ['Ringpost, at rest', 'Ringpost, removing']) {
        const store = await FilledStore.make(messages, messages / 10)
        stores.push(store)
        const server = await startRingpost(bench, { name, data: store.data })
        servers.push(server)
        await server.addUsers(users)
      }
      const [rest, removing] = servers as [Ringpost, Ringpost]
      await removing.command('app', 'set', APP_KEY, 'chatDays=1')
      for (const level of levels) {
        const send = (server: Ringpost) => {
          const requests = users.map((user, i) => server.messageTo(users[(i * 7 + 1) % USERS]!, user))
          return (meter: Meter) => closedLoop(meter, server.port, level, (i) => requests[i % USERS]!)
        }
        const sending = send(removing)
        await alternate({ ...bench, options: { ...options, warmUp: WARM_UP } }, name, [
          { target: rest, case: `${level} at once`, load: send(rest) },
          {
            target: removing,
            case: `${level} at once`,
            async load(meter) {
              const end = new AbortController()
              const run = removing.commandUntil(end.signal, 'retention')
              await sending(meter)
              end.abort()
              await run
            },
          },
        ])
      }
      console.log(`  left to remove: ${await removing.command('retention', '--dry-run')}`)
    } finally {
      for (const server of servers) await server.stop()
      for (const store of stores) await store.remove()
    }
  },
}
