import {
  alternate,
  type Bench,
  type Contender,
  each,
  numbered,
  type Scenario,
  startRingpost,
} from '../harness/bench.ts'
import type { ChatClient } from '../harness/chat-target.ts'
import type { Ringpost } from '../harness/ringpost.ts'
import { type Recipient, untilArrival } from '../load/until-arrival.ts'

const USERS = 64
const WATCHERS = 200
const name = 'presence'

/** What it costs the messages to users that others follow their presence. */
export const presence: Scenario = {
  name,
  title: `REST send to online users whose presence ${WATCHERS} others follow, who are online, too`,
  async run(bench: Bench) {
    const levels = bench.options.extent === 'quick' ? [16] : [1, 16, 64]
    const users = numbered('watched', USERS)
    const watchers = numbered('watcher', WATCHERS)
    const servers: Ringpost[] = []
    const opened: ChatClient[] = []
    try {
      const contestants: { target: Ringpost; recipients: Recipient[] }[] = []
      for (const isFollowed of [false, true]) {
        const target = await startRingpost(bench, {
          name: `Ringpost, ${isFollowed ? WATCHERS : 'no'} subscribers`,
        })
        servers.push(target)
        await target.addUsers([...users, ...watchers])
        await each(watchers, 8, async (watcher) => {
          opened.push(await target.login(watcher))
          if (isFollowed) await target.call('POST', `/users/${watcher}/presence/86400`, { usernames: users })
        })
        const recipients: Recipient[] = []
        await each(users, 8, async (user, i) => {
          const client = await target.login(user)
          opened.push(client)
          recipients[i] = { client, request: target.messageTo(users[(i + 1) % USERS]!, user) }
        })
        contestants.push({ target, recipients })
      }
      for (const level of levels)
        await alternate(
          bench,
          name,
          contestants.map(
            ({ target, recipients }): Contender => ({
              target,
              case: `${level} at once`,
              load: (meter) => untilArrival(meter, target.port, recipients.slice(0, level)),
            }),
          ),
        )
    } finally {
      for (const client of opened) client.close()
      for (const server of servers) await server.stop()
    }
  },
}
