import { Baseline } from '../harness/baseline.ts'
import { alternate, type Bench, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import { NotBuilt, TEXT } from '../harness/chat-target.ts'
import { HOUR } from '../harness/filled-store.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { requestBytes } from '../load/http-connection.ts'

const name = 'bulk-import'
const USERS = 500

/** Messages of another system through the documented call, which takes one at a time. */
export const bulkImport: Scenario = {
  name,
  title: 'import of messages over REST, one per call',
  async run(bench: Bench) {
    const [http, ringpost] = await Promise.all([
      Baseline.start('http'),
      startRingpost(bench, { probe: true }),
    ])
    try {
      const users = numbered('imported', USERS)
      await ringpost.addUsers(users)
      // Within one conversation times have to grow.
      let time = Date.now() - 10 * 24 * HOUR
      const body = (i: number) => ({
        from: users[(i * 7 + 1) % USERS]!,
        target: users[i % USERS]!,
        type: 'txt',
        body: { msg: TEXT },
        msg_timestamp: ++time,
      })
      await ringpost.call('POST', '/messages/users/import', body(0))
      const echo = requestBytes('POST', '/bench/chat/messages/users', { ...body(0), to: ['imported1'] })
      await alternate(bench, name, [
        { target: http, case: '64 at once', load: (meter) => closedLoop(meter, http.port, 64, () => echo) },
        {
          target: ringpost,
          case: '64 at once',
          load: (meter) =>
            closedLoop(meter, ringpost.port, 64, (i) =>
              ringpost.request('POST', '/messages/users/import', body(i)),
            ),
        },
      ])
    } catch (error) {
      if (!(error instanceof NotBuilt)) throw error
      bench.results.skip(name, error.message)
    } finally {
      await Promise.all([http.stop(), ringpost.stop()])
    }
  },
}
