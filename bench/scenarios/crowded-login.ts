import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, each, numbered, type Scenario, sourceAddress, startRingpost } from '../harness/bench.ts'
import type { ChatClient } from '../harness/chat-target.ts'
import { fillLifetimes } from '../harness/lifetimes.ts'
import { measureWhole } from '../harness/meter.ts'
import type { Ringpost } from '../harness/ringpost.ts'
import { fetchAll, leaveUnread, UNREAD } from '../load/storm.ts'

const name = 'crowded-login'
/** Concurrent logins. */
const AT_ONCE = 64
/** Users per round whose devices have to look at everything, and their conversations. */
const COLD = 10
const CONVERSATIONS = 3_000
/** ms after which acknowledgements are written. */
const ACKNOWLEDGED = 1_500

/** Whether users who were here before have to wait for those who have not been here for long, in a storm of logins. */
export const crowdedLogin: Scenario = {
  name,
  title: `logins with ${UNREAD} unread messages, alone and among ${COLD} users with ${CONVERSATIONS} conversations to look at`,
  async run(bench: Bench) {
    const { options, results } = bench
    const hot = numbered('hot', options.extent === 'quick' ? 100 : 300)
    const cold = numbered('cold', COLD * options.rounds)
    const data = await fillLifetimes(
      cold.map((user) => ({ user, conversations: CONVERSATIONS, isCold: true })),
    )
    const server = await startRingpost(bench, { data })
    results.durability[server.name] = server.durability
    try {
      await server.addUsers([...hot, ...cold])
      for (let round = -1; round < options.rounds; round++) {
        // A cold user is cold once.
        const late = round < 0 ? [] : cold.slice(round * COLD, (round + 1) * COLD)
        const cases = [
          ['alone', []],
          ['among cold ones', late],
        ] as const
        for (const [forCase, others] of round % 2 === 0 ? cases : cases.toReversed()) {
          await leaveUnread(server, hot)
          const values = await storm(server, hot, others)
          if (round >= 0) results.add({ scenario: name, target: server.name, case: forCase, round, values })
          await sleep(ACKNOWLEDGED)
        }
      }
      for (const forCase of ['alone', 'among cold ones'])
        console.log(
          `  ${forCase}: login p50 ${results.median(name, server.name, forCase, 'login p50').toFixed(1)} ms, p99 ${results.median(name, server.name, forCase, 'login p99').toFixed(1)} ms`,
        )
    } finally {
      await server.stop()
      await rm(data, { recursive: true, force: true })
    }
  },
}

/** All log in at once, cold ones spread among the others; only these are counted. */
async function storm(
  server: Ringpost,
  hot: readonly string[],
  cold: readonly string[],
): Promise<Record<string, number>> {
  const clients: ChatClient[] = []
  const gap = Math.ceil(hot.length / Math.max(cold.length, 1))
  const crowd = hot.flatMap((user, i) => {
    const other = i % gap === 0 ? cold[i / gap] : undefined
    return other === undefined
      ? [{ user, isHot: true }]
      : [
          { user: other, isHot: false },
          { user, isHot: true },
        ]
  })
  const values = await measureWhole(
    () => server.pids(),
    (meter) =>
      each(crowd, AT_ONCE, async ({ user, isHot }, i) => {
        const startedAt = performance.now()
        if (!isHot) clients.push(await server.login(user, undefined, sourceAddress(i)))
        else {
          clients.push(await fetchAll(server, user, sourceAddress(i)))
          meter.took('login', startedAt)
          meter.done()
        }
      }),
  )
  for (const client of clients) client.close()
  return values
}
