// npm run bench: measures the server against bare baselines and, where installed, against ejabberd. See README.md.
import { freshPeer, PEERS, startPeers } from './ejabberd/start-peers.ts'
import type { Bench, Scenario } from './harness/bench.ts'
import { type Options, parseOptions, usage } from './harness/options.ts'
import { Results } from './harness/results.ts'
import { machineFacts } from './report/machine-facts.ts'
import { readResults, writeReport } from './report/write-report.ts'
import { bulkImport } from './scenarios/bulk-import.ts'
import { crowdedLogin } from './scenarios/crowded-login.ts'
import { engines } from './scenarios/engines.ts'
import { facts } from './scenarios/facts.ts'
import { fanOut } from './scenarios/fan-out.ts'
import { files } from './scenarios/files.ts'
import { hooks } from './scenarios/hooks.ts'
import { idleMemory } from './scenarios/idle-memory.ts'
import { largeStore } from './scenarios/large-store.ts'
import { lifetime } from './scenarios/lifetime.ts'
import { loginStorm } from './scenarios/login-storm.ts'
import { manyGroups } from './scenarios/many-groups.ts'
import { offlineSend } from './scenarios/offline-send.ts'
import { onlineSend } from './scenarios/online-send.ts'
import { phones } from './scenarios/phones.ts'
import { presence } from './scenarios/presence.ts'
import { reactions } from './scenarios/reactions.ts'
import { retention } from './scenarios/retention.ts'
import { socketSend } from './scenarios/socket-send.ts'
import { streams } from './scenarios/streams.ts'

const scenarios: readonly Scenario[] = [
  offlineSend,
  onlineSend,
  socketSend,
  fanOut,
  streams,
  facts,
  hooks,
  presence,
  engines,
  manyGroups,
  largeStore,
  reactions,
  retention,
  bulkImport,
  files,
  loginStorm,
  lifetime,
  crowdedLogin,
  idleMemory,
  phones,
]

async function main(options: Options): Promise<void> {
  const unknown = options.only.filter((name) => !scenarios.some((scenario) => scenario.name === name))
  if (unknown.length > 0) throw new Error(`no scenario is called ${unknown.join(', ')}`)
  const chosen = scenarios.filter(({ name }) => options.only.length === 0 || options.only.includes(name))
  const machine = machineFacts()
  const results = options.update
    ? readResults(options).without([...chosen.map(({ name }) => name), PEERS])
    : new Results()
  const peers = await startPeers(options, results)
  const bench: Bench = { options, results, peers, freshPeer: () => freshPeer(options) }
  try {
    for (const scenario of chosen) {
      console.log(`${scenario.name}: ${scenario.title}`)
      const startedAt = performance.now()
      await scenario.run(bench).catch((error: Error) => {
        console.error(error)
        results.skip(scenario.name, `failed: ${error.message}`)
        process.exitCode = 1
      })
      console.log(`  ${Math.round((performance.now() - startedAt) / 1000)} s`)
    }
  } finally {
    for (const peer of peers) await peer.stop()
  }
  writeReport(options, machine, options.update ? scenarios : chosen, results)
}

let options: Options
try {
  options = parseOptions(process.argv.slice(2))
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`)
  process.exit(2)
}
await main(options)
