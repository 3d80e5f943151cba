import { rm } from 'node:fs/promises'
import { alternate, type Bench, type Scenario, startRingpost } from '../harness/bench.ts'
import { fillLifetimes, peerOf } from '../harness/lifetimes.ts'
import type { Ringpost } from '../harness/ringpost.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { callAll } from '../load/http-connection.ts'

const name = 'lifetime'
/** Conversations in which something is new at each login. */
const NEW = 10

/** Whether a login, and a page of conversations, cost more for users who have had many of them. */
export const lifetime: Scenario = {
  name,
  title: `logins with ${NEW} unread messages, and lists of 20 conversations, of users who have had few and many`,
  async run(bench: Bench) {
    const sizes = bench.options.extent === 'quick' ? [10, 1_000, 10_000] : [10, 1_000, 100_000]
    const data = await fillLifetimes(sizes.map((size) => ({ user: userOf(size), conversations: size })))
    const server = await startRingpost(bench, { data })
    try {
      await server.addUsers(sizes.map(userOf))
      await lists(bench, server, sizes)
      await logins(bench, server, sizes)
    } finally {
      await server.stop()
      await rm(data, { recursive: true, force: true })
    }
  },
}

function userOf(size: number): string {
  return `lifetime${size}`
}

async function lists(bench: Bench, server: Ringpost, sizes: readonly number[]): Promise<void> {
  await alternate(
    bench,
    name,
    sizes.map((size) => {
      const path = `/sdk/user/${userOf(size)}/user_channels/list?limit=20&cursor=&need_mark=true`
      const request = server.request('GET', path)
      return {
        target: server,
        case: `list, ${size} conversations`,
        load: (meter) => closedLoop(meter, server.port, 1, () => request),
      }
    }),
  )
}

/**
 * One login after the other; what is sent in between is in the figures. It goes to the same few of all conversations: a login examines
 * those in which something was said within the hour, however many there have been.
 */
async function logins(bench: Bench, server: Ringpost, sizes: readonly number[]): Promise<void> {
  await alternate(
    bench,
    name,
    sizes.map((size) => ({
      target: server,
      case: `login, ${size} conversations`,
      async load(meter) {
        const user = userOf(size)
        while (!meter.stopped) {
          const senders = Array.from({ length: NEW }, (_, i) => peerOf(user, Math.floor((i * size) / NEW)))
          await callAll(
            server.port,
            senders.map((sender) => server.messageTo(sender, user)),
            NEW,
          )
          const startedAt = performance.now()
          const client = await server.login(user)
          meter.took('login', startedAt)
          meter.done()
          client.close()
        }
      },
    })),
  )
  for (const size of sizes) {
    const median = bench.results.median(name, server.name, `login, ${size} conversations`, 'login p50')
    console.log(`  login, ${size} conversations: ${median.toFixed(2)} ms`)
  }
}
