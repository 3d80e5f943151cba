import { ApiError } from '@ringpost/contract'
import type { Logger } from 'pino'
import { IdsTaken, NodeIds } from '../domain/cluster/node-ids.ts'
import type { Peers } from '../domain/cluster/peers.ts'
import type { Clock } from '../kernel/clock.ts'
import { IdGenerator } from '../kernel/id-generator.ts'
import type { Storage } from '../storage/open-storage.ts'
import { type Config, ConfigError } from './config.ts'
import { faultReport } from './fault-report.ts'

/**
 * Opens the ids of this node, of which no other node has the same.
 * @throws ConfigError if another node has those that are configured.
 */
export async function openIds(
  { node: wanted }: Config,
  { stores, peers, clock, log }: { stores: Storage; peers: Peers; clock: Clock; log: Logger },
): Promise<{ ids: IdGenerator; stop(): Promise<void> }> {
  const refusal = () => new ApiError('server.unavailable')
  const ids = new IdGenerator(undefined, await stores.logs.lastId(), refusal, clock)
  const nodeIds = new NodeIds({
    ...stores,
    ids,
    holder: peers.id,
    wanted,
    nodes: () => peers.live.length + 1,
    onError: faultReport(log, 'unexpected error between nodes'),
    onChange(isValid) {
      if (isValid) log.warn('this node has ids again and accepts messages')
      else log.error('the ids of this node have expired: it accepts no messages until it has some again')
    },
  })
  await nodeIds.start().catch((error: Error) => {
    throw error instanceof IdsTaken ? new ConfigError(`RINGPOST_NODE: ${error.message}`) : error
  })
  return { ids, stop: () => nodeIds.stop() }
}
