import { setTimeout as sleep } from 'node:timers/promises'
import { Baseline } from '../harness/baseline.ts'
import { type Bench, each, numbered, type Scenario, sourceAddress, startRingpost } from '../harness/bench.ts'
import type { ChatClient, ChatTarget } from '../harness/chat-target.ts'
import { measureWhole } from '../harness/meter.ts'
import { callAll } from '../load/http-connection.ts'

const name = 'login-storm'
const UNREAD = 50
/** Concurrent logins. */
const AT_ONCE = 64

/** Everybody reconnects at once, each with waiting messages: connection, login, pull, acknowledgement. */
export const loginStorm: Scenario = {
  name,
  title: `logins per second, each with ${UNREAD} unread messages to fetch`,
  async run(bench: Bench) {
    const { options, results, peers } = bench
    const users = numbered('returning', options.extent === 'quick' ? 100 : 300)
    const [sockets, ringpost] = await Promise.all([Baseline.start('sockets'), startRingpost(bench)])
    const chats: readonly ChatTarget[] = [ringpost, ...(options.extent === 'quick' ? [] : peers)]
    try {
      for (const chat of chats) await chat.addUsers(users)
      for (const target of [sockets, ...chats]) results.durability[target.name] = target.durability
      for (let round = 0; round < options.rounds; round++) {
        const add = (target: string, values: Record<string, number>) =>
          results.add({ scenario: name, target, case: `${UNREAD} unread`, round, values })
        const connect = (user: string, i: number) => sockets.member(user, undefined, sourceAddress(i))
        add(sockets.name, await storm(sockets, users, connect))
        for (const chat of chats) {
          const requests = users.flatMap((user) =>
            new Array<Buffer>(UNREAD).fill(chat.messageTo('returning1', user)),
          )
          await callAll(chat.port, requests, AT_ONCE)
          const fetched = (user: string, i: number) => fetchAll(chat, user, sourceAddress(i))
          add(chat.name, await storm(chat, users, fetched))
          // Acknowledgements are written a moment later; the next round must not get the same messages again.
          await sleep(1_500)
        }
      }
      for (const target of [sockets, ...chats]) {
        const rate = results.median(name, target.name, `${UNREAD} unread`, 'perSecond')
        console.log(`  ${target.name}: ${Math.round(rate)} logins/s`)
      }
    } finally {
      await Promise.all([sockets.stop(), ringpost.stop()])
    }
  },
}

/** Resolves once the client is online and has received everything. */
async function fetchAll(chat: ChatTarget, user: string, from: string): Promise<ChatClient> {
  let missing = UNREAD
  let complete = () => {}
  const all = new Promise<void>((resolve) => {
    complete = resolve
  })
  const client = await chat.login(
    user,
    (count) => {
      missing -= count
      if (missing <= 0) complete()
    },
    from,
  )
  await all
  return client
}

async function storm(
  target: { pids(): readonly number[] },
  users: readonly string[],
  login: (user: string, index: number) => Promise<ChatClient>,
): Promise<Record<string, number>> {
  const clients: ChatClient[] = []
  const values = await measureWhole(
    () => target.pids(),
    (meter) =>
      each(users, AT_ONCE, async (user, i) => {
        const startedAt = performance.now()
        clients.push(await login(user, i))
        meter.took('login', startedAt)
        meter.done()
      }),
  )
  for (const client of clients) client.close()
  return values
}
