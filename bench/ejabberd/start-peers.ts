import { findPostgres } from '../../test/harness/find-programs.ts'
import type { Options } from '../harness/options.ts'
import type { Results } from '../harness/results.ts'
import { Ejabberd } from './ejabberd.ts'

const HOW =
  'apt-get install ejabberd erlang-p1-pgsql postgresql (Debian or Ubuntu), and keep their services from starting'

/** Among the names of scenarios, stands for the peers that are missing. */
export const PEERS = 'peers'

/** Starts what is installed: ejabberd with PostgreSQL for a fair comparison, and with its defaults as a second line. */
export async function startPeers(options: Options, results: Results): Promise<Ejabberd[]> {
  if (!options.peer) return []
  if (!Ejabberd.isInstalled()) {
    results.skip(PEERS, `ejabberd is not installed: ${HOW}`)
    return []
  }
  const peers: Ejabberd[] = []
  const binaries = findPostgres()
  if (binaries === undefined)
    results.skip(PEERS, `ejabberd with PostgreSQL: PostgreSQL is not installed: ${HOW}`)
  else peers.push(await Ejabberd.start(binaries))
  peers.push(await Ejabberd.start(undefined))
  return peers
}

/** A freshly started ejabberd with PostgreSQL. */
export async function freshPeer(options: Options): Promise<Ejabberd | undefined> {
  const binaries = findPostgres()
  return options.peer && binaries !== undefined && Ejabberd.isInstalled()
    ? Ejabberd.start(binaries)
    : undefined
}
