import { setTimeout as sleep } from 'node:timers/promises'
import { Baseline } from '../harness/baseline.ts'
import { type Bench, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import type { ChatTarget } from '../harness/chat-target.ts'
import { fetchAll, leaveUnread, storm, UNREAD } from '../load/storm.ts'

const name = 'login-storm'

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
        const connect = (user: string, from: string) => sockets.member(user, undefined, from)
        add(sockets.name, await storm(sockets, users, connect))
        for (const chat of chats) {
          await leaveUnread(chat, users)
          add(chat.name, await storm(chat, users, (user, from) => fetchAll(chat, user, from)))
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
