import { Baseline } from '../harness/baseline.ts'
import {
  alternate,
  type Bench,
  type Contender,
  numbered,
  type Scenario,
  startRingpost,
} from '../harness/bench.ts'
import { TEXT } from '../harness/chat-target.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { requestBytes } from '../load/http-connection.ts'

const USERS = 500
const name = 'offline-send'

/** Durable sends over REST to offline users, against the cost of HTTP and JSON alone. */
export const offlineSend: Scenario = {
  name,
  title: 'REST send to offline users, answered when durable',
  async run(bench: Bench) {
    const { options, peers } = bench
    const levels = options.extent === 'quick' ? [16, 64] : [1, 16, 64, 256]
    const [http, fastify, ringpost] = await Promise.all([
      Baseline.start('http'),
      Baseline.start('fastify'),
      startRingpost(bench),
    ])
    try {
      const users = numbered('offline', USERS)
      const chats = [ringpost, ...peers]
      for (const chat of chats) await chat.addUsers(users)
      const echoes = users.map((user) =>
        requestBytes('POST', '/bench/chat/messages/users', {
          from: 'offline1',
          to: [user],
          type: 'txt',
          body: { msg: TEXT },
        }),
      )
      for (const level of levels) {
        const contender = (
          target: typeof http | (typeof chats)[number],
          requests: readonly Buffer[],
        ): Contender => ({
          target,
          case: `${level} at once`,
          load: (meter) => closedLoop(meter, target.port, level, (i) => requests[i % requests.length]!),
        })
        await alternate(bench, name, [
          contender(http, echoes),
          contender(fastify, echoes),
          ...chats.map((chat) =>
            contender(
              chat,
              users.map((user, i) => chat.messageTo(users[(i * 7 + 1) % USERS]!, user)),
            ),
          ),
        ])
      }
    } finally {
      await Promise.all([http.stop(), fastify.stop(), ringpost.stop()])
    }
  },
}
