import type { Logger } from 'pino'
import { MemoryBus } from '../cluster/memory/memory-bus.ts'
import { Ears } from '../delivery/ears.ts'
import type { Bus } from '../domain/cluster/bus.ts'
import type { ChangeNoteStore } from '../domain/cluster/change-note-store.ts'
import { Peers } from '../domain/cluster/peers.ts'
import { SharedCaches } from '../domain/cluster/shared-caches.ts'
import { type Config, ConfigError } from './config.ts'

/** What the nodes share besides the database. */
export interface Cluster {
  bus: Bus
  peers: Peers
  ears: Ears
  shared: SharedCaches
  /** Whether there may be other nodes. */
  hasOthers: boolean
  /** Announces this node to the others and learns of them. Called when everything that handles their messages is ready. */
  join(): Promise<void>
  /** Leaves the cluster; the others forget this node at once. */
  close(): Promise<void>
}

/**
 * Opens the bus to the other nodes. A single node is a cluster of one.
 * @throws ConfigError if NATS cannot be reached.
 */
export async function openCluster(
  { natsUrl, natsPrefix }: Config,
  notes: ChangeNoteStore,
  log: Logger,
): Promise<Cluster> {
  const bus = natsUrl === undefined ? new MemoryBus() : await openNats(natsUrl, natsPrefix)
  bus.watch((connected) => {
    if (connected) log.info('NATS is back')
    else log.warn('NATS is away: messages between nodes are delayed until it is back')
  })
  const onError = (error: unknown) => log.error({ err: error }, 'cannot read a message from another node')
  const peers = new Peers(bus, onError)
  const hasOthers = natsUrl !== undefined
  const shared = new SharedCaches({
    ...{ bus, peers, notes, hasOthers },
    onError: (error) => log.warn({ err: error }, 'cannot tell what other nodes have changed'),
  })
  // From here on, this node hears of changes by others to whatever it reads.
  await bus.flush()
  return {
    bus,
    peers,
    ears: new Ears(bus),
    shared,
    hasOthers,
    async join() {
      await peers.join()
      if (hasOthers) await peers.greeted()
      await shared.start()
    },
    async close() {
      await shared.close()
      await peers.leave()
      await bus.close()
    },
  }
}

async function openNats(url: string, prefix: string): Promise<Bus> {
  // Loaded on demand, because a single node needs none.
  const { NatsBus } = await import('../cluster/nats/nats-bus.ts')
  try {
    return await NatsBus.open({ url, prefix, name: 'ringpost' })
  } catch (error) {
    throw new ConfigError(`RINGPOST_NATS_URL: ${(error as Error).message}`)
  }
}
