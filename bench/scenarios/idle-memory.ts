import { Baseline } from '../harness/baseline.ts'
import { type Bench, type Measured, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import { openFileLimit } from '../harness/open-file-limit.ts'
import { type Login, memoryPerClient } from '../load/memory-per-client.ts'

const name = 'idle-memory'
/** Other files that a server has open. */
const OTHER_FILES = 100

/** Cost of a client that is logged in and silent: Pss of the server with clients minus Pss without, per client. */
export const idleMemory: Scenario = {
  name,
  title: 'memory of the server per idle client',
  async run(bench: Bench) {
    const { options, results } = bench
    const most = openFileLimit() - OTHER_FILES
    const wanted = { quick: [2_000], default: [2_000, 10_000, 20_000], full: [2_000, 10_000, 20_000] }[
      options.extent
    ]
    const levels = [...new Set(wanted.map((level) => Math.min(level, most)))]
    if (levels.at(-1) !== wanted.at(-1))
      results.note(
        name,
        `A process may open ${openFileLimit()} files here, so ${levels.at(-1)} clients stand for ${wanted.at(-1)}; a higher \`ulimit -n\` lifts it.`,
      )
    const users = numbered('idle', levels.at(-1)!)
    // Memory is returned unevenly, so every round uses new processes.
    const ringpost = await startRingpost(bench)
    await ringpost.addUsers(users)
    for (let round = 0; round < options.rounds; round++) {
      // The largest number only in the last round: the smaller ones show the spread.
      const isLast = round === options.rounds - 1
      const counted = options.extent === 'full' || isLast ? levels : levels.slice(0, 2)
      await ringpost.restart()
      await grow(bench, ringpost, round, counted, users, (user, from) =>
        ringpost.login(user, undefined, from),
      )
      const sockets = await Baseline.start('sockets')
      await grow(bench, sockets, round, counted, users, (user, from) => sockets.member(user, undefined, from))
      await sockets.stop()
      if (options.extent !== 'quick') await growPeer(bench, round, levels.slice(0, 1), users)
    }
    await ringpost.stop()
    for (const target of new Set(
      results.runs.filter(({ scenario }) => scenario === name).map((run) => run.target),
    )) {
      for (const level of levels) {
        const each = results.median(name, target, `${level} clients`, 'kilobytes')
        if (!Number.isNaN(each)) console.log(`  ${target}, ${level} clients: ${each.toFixed(1)} KiB each`)
      }
    }
  },
}

async function growPeer(
  bench: Bench,
  round: number,
  levels: readonly number[],
  users: readonly string[],
): Promise<void> {
  const peer = await bench.freshPeer()
  if (peer === undefined) return
  try {
    await peer.addUsers(users.slice(0, levels.at(-1)))
    await grow(bench, peer, round, levels, users, (user, from) => peer.login(user, undefined, from))
  } catch (error) {
    // Findings about the others are kept.
    bench.results.skip(name, `${peer.name}, round ${round}: ${(error as Error).message}`)
  } finally {
    await peer.stop()
  }
}

async function grow(
  { results }: Bench,
  target: Measured,
  round: number,
  levels: readonly number[],
  users: readonly string[],
  login: Login,
): Promise<void> {
  results.durability[target.name] = target.durability
  for (const [level, kilobytes] of await memoryPerClient(target, levels, users, login))
    results.add({
      scenario: name,
      target: target.name,
      case: `${level} clients`,
      round,
      values: { kilobytes },
    })
}
