import { fileURLToPath } from 'node:url'
import {
  alternate,
  type Bench,
  type Contender,
  numbered,
  type Scenario,
  startRingpost,
} from '../harness/bench.ts'
import type { Ringpost } from '../harness/ringpost.ts'
import { closedLoop } from '../load/closed-loop.ts'

const USERS = 500
const SUBSCRIBERS = [0, 1, 3]
const name = 'facts'
const program = fileURLToPath(new URL('../subscribed.ts', import.meta.url))

/** What subscribers of facts cost each message, delivery to them included; without any, nothing may be written. */
export const facts: Scenario = {
  name,
  title: 'REST send to offline users, with subscribers of facts',
  async run(bench: Bench) {
    const levels = bench.options.extent === 'quick' ? [16] : [16, 64]
    const users = numbered('offline', USERS)
    const servers: Ringpost[] = []
    try {
      for (const count of SUBSCRIBERS) {
        const name = `Ringpost, ${count === 1 ? '1 subscriber' : `${count} subscribers`}`
        const server = await startRingpost(bench, { name, program: [program, String(count)] })
        servers.push(server)
        await server.addUsers(users)
      }
      const requests = servers.map((server) =>
        users.map((user, i) => server.messageTo(users[(i * 7 + 1) % USERS]!, user)),
      )
      for (const level of levels)
        await alternate(
          bench,
          name,
          servers.map(
            (target, i): Contender => ({
              target,
              case: `${level} at once`,
              load: (meter) => closedLoop(meter, target.port, level, (n) => requests[i]![n % USERS]!),
            }),
          ),
        )
    } finally {
      for (const server of servers) await server.stop()
    }
  },
}
