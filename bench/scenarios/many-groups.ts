import {
  alternate,
  type Bench,
  type Contender,
  numbered,
  type Scenario,
  startRingpost,
} from '../harness/bench.ts'
import { NotBuilt } from '../harness/chat-target.ts'
import type { Ringpost } from '../harness/ringpost.ts'
import { closedLoop } from '../load/closed-loop.ts'

const name = 'many-groups'
const OWNERS = 500

/** Whether sending to a group costs more if there are many groups. */
export const manyGroups: Scenario = {
  name,
  title: 'REST send to a group, with one group and with many',
  async run(bench: Bench) {
    const count = bench.options.extent === 'quick' ? 5_000 : 50_000
    const one = await startRingpost(bench, { name: 'Ringpost, 1 group' })
    const many = await startRingpost(bench, { name: `Ringpost, ${count} groups` })
    try {
      const contenders: Contender[] = []
      for (const [server, groups] of [
        [one, 1],
        [many, count],
      ] as const) {
        const requests = await groupsOf(server, groups)
        contenders.push({
          target: server,
          case: '64 at once',
          // A stride, so that no group is written to twice before all others have been.
          load: (meter) => closedLoop(meter, server.port, 64, (i) => requests[(i * 7919) % requests.length]!),
        })
      }
      await alternate(bench, name, contenders)
    } catch (error) {
      if (!(error instanceof NotBuilt)) throw error
      bench.results.skip(name, error.message)
    } finally {
      await Promise.all([one.stop(), many.stop()])
    }
  },
}

/** Creates groups with an owner and two members each; returns requests that send to them. */
async function groupsOf(server: Ringpost, count: number): Promise<Buffer[]> {
  const owners = numbered('owner', OWNERS)
  await server.addUsers(owners)
  const first = await server.group(owners[0]!, new Map([[owners[1]!, undefined as never]]))
  if (count === 1) return [first]
  const wanted = Array.from({ length: count }, (_, i) => owners[i % OWNERS]!)
  const bodies = await server.callEach(
    wanted.map((owner, i) =>
      server.request('POST', '/chatgroups', {
        groupname: `group ${i}`,
        public: false,
        invite_need_confirm: false,
        owner,
        members: [owners[(i + 1) % OWNERS]!, owners[(i + 7) % OWNERS]!],
      }),
    ),
  )
  return bodies.map((body, i) => server.messageToGroup(wanted[i]!, JSON.parse(body).data.groupid))
}
