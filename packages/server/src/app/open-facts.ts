import type { Logger } from 'pino'
import type { Leases } from '../domain/cluster/leases.ts'
import { Dispatcher } from '../domain/facts/dispatcher.ts'
import { FactInterest } from '../domain/facts/fact-interest.ts'
import { FactOutlet } from '../domain/facts/fact-outlet.ts'
import { FactPruner } from '../domain/facts/fact-pruner.ts'
import { FactReader } from '../domain/facts/fact-reader.ts'
import { Subscriptions } from '../domain/facts/subscriptions.ts'
import type { Stores } from '../domain/stores.ts'
import type { Cluster } from './open-cluster.ts'

/** The stream of facts and its subscribers. */
export interface Facts {
  interest: FactInterest
  outlet: FactOutlet
  subscriptions: Subscriptions
  dispatcher: Dispatcher
  pruner: FactPruner
}

export async function openFacts(
  stores: Stores,
  { peers, shared, hasOthers }: Cluster,
  leases: Leases,
  log: Logger,
): Promise<Facts> {
  const { facts, subscribers } = stores
  const interest = new FactInterest(subscribers, shared)
  const dispatcher = new Dispatcher({
    facts,
    subscribers,
    interest,
    reader: new FactReader(facts),
    peers,
    hasOthers,
    onError: (error) => log.warn({ err: error }, 'facts not delivered, retrying'),
  })
  const pruner = new FactPruner({
    facts,
    subscribers,
    leases,
    onSkip: (subscriber, count) =>
      log.error({ subscriber, count }, 'a subscriber is too far behind: these facts are dropped for it'),
    onError: (error) => log.error({ err: error }, 'facts not pruned'),
  })
  await interest.forgetAll()
  const outlet = new FactOutlet(interest, () => dispatcher.wake())
  return {
    interest,
    outlet,
    subscriptions: new Subscriptions(subscribers, facts, interest),
    dispatcher,
    pruner,
  }
}
