import type { Logger } from 'pino'
import { CatchUp } from '../delivery/catch-up.ts'
import { CursorKeeper } from '../delivery/cursor-keeper.ts'
import { NodeFeed } from '../delivery/node-feed.ts'
import { SessionDirectory } from '../delivery/session-directory.ts'
import { SessionLedger } from '../delivery/session-ledger.ts'
import { SessionRegistry } from '../delivery/session-registry.ts'
import { Unpublished } from '../delivery/unpublished.ts'
import { watchedFeed } from '../delivery/watched-feed.ts'
import type { Entry } from '../domain/log/entry.ts'
import { Journal } from '../domain/log/journal.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import type { Storage } from '../storage/open-storage.ts'
import { faultReport } from './fault-report.ts'
import type { Cluster } from './open-cluster.ts'
import type { Facts } from './open-facts.ts'

/** Who is online, and what takes entries from the commit to them. */
export interface Delivery {
  journal: Journal
  cursors: CursorKeeper
  registry: SessionRegistry
  sessions: SessionDirectory
  ledger: SessionLedger
  /** Writes what is held back, and ends it. */
  close(): Promise<void>
}

export function openDelivery({
  stores,
  cluster,
  ids,
  facts,
  log,
  onEntries,
}: {
  stores: Storage
  cluster: Cluster
  ids: IdGenerator
  facts: Facts
  log: Logger
  /** Sees what is published to users. */
  onEntries: ((entries: readonly Entry[]) => void) | undefined
}): Delivery {
  const { bus, peers, ears, shared, hasOthers } = cluster
  const { clock } = ids
  const onError = faultReport(log, 'unexpected error between nodes')
  const opened = new AsyncDisposableStack()
  const cursors = new CursorKeeper(stores.logs, faultReport(log, 'cursors not written, retrying'))
  opened.defer(() => cursors.close())
  const registry = new SessionRegistry(stores.channels, ears)
  const sessions = new SessionDirectory({ registry, bus, peers, shared, cursors, clock })
  opened.defer(async () => sessions.close())
  const nodesOf = (app: number, users: readonly string[]) => sessions.nodesOf(app, users)
  const read: LogStore['read'] = (...range) => stores.logs.read(...range)
  const feed = new NodeFeed({ bus, peers, shared, ears, registry, nodesOf, read, clock, onError })
  const catchUp = new CatchUp({ bus, registry, restart: () => feed.restart() })
  shared.whenMissed(() => catchUp.now())
  opened.defer(() => catchUp.close())
  const unpublished = new Unpublished({
    ...{ bus, peers, ids, logs: stores.logs, onError },
    announce: (...range) => feed.announce(...range),
  })
  opened.defer(() => unpublished.close())
  // On a single node, commit order is entry order.
  const outlet = hasOthers ? feed : registry
  const journal = new Journal(
    stores,
    onEntries === undefined ? outlet : watchedFeed(outlet, onEntries),
    facts.outlet,
  )
  const ledger = new SessionLedger({
    journal,
    store: stores.openSessions,
    interest: facts.interest,
    peers,
    hasOthers,
    here: () => sessions.here(),
    onError: faultReport(log, 'ends of sessions not reported'),
  })
  sessions.whenChanged((session, fact) => ledger.report(session, fact))
  opened.defer(() => ledger.stop())
  return { journal, cursors, registry, sessions, ledger, close: () => opened.disposeAsync() }
}
