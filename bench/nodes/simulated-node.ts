import { NatsBus } from '../../packages/server/src/cluster/nats/nats-bus.ts'
import { CursorKeeper } from '../../packages/server/src/delivery/cursor-keeper.ts'
import { Ears } from '../../packages/server/src/delivery/ears.ts'
import { NodeFeed } from '../../packages/server/src/delivery/node-feed.ts'
import type { Session } from '../../packages/server/src/delivery/session.ts'
import { SessionDirectory } from '../../packages/server/src/delivery/session-directory.ts'
import { SessionRegistry } from '../../packages/server/src/delivery/session-registry.ts'
import { Peers } from '../../packages/server/src/domain/cluster/peers.ts'
import { SharedCaches } from '../../packages/server/src/domain/cluster/shared-caches.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import type { App } from '../../packages/server/src/domain/tenancy/app.ts'
import { machineClock } from '../../packages/server/src/kernel/machine-clock.ts'
import { CountingBus } from './counting-bus.ts'

/** All of a node that talks to other nodes, with sessions that only count what they are offered. */
export class SimulatedNode {
  readonly bus: CountingBus
  readonly peers: Peers
  readonly shared: SharedCaches
  readonly sessions: SessionDirectory
  readonly feed: NodeFeed
  offered = 0

  private constructor(bus: CountingBus, stores: Stores, groupsOf: (user: string) => string[]) {
    this.bus = bus
    this.peers = new Peers(bus, fail)
    const { peers } = this
    this.shared = new SharedCaches({ bus, peers, notes: stores.changeNotes, hasOthers: true, onError: fail })
    const { shared } = this
    const ears = new Ears(bus)
    const registry = new SessionRegistry(
      { logsOf: async (_, user) => groupsOf(user).map((log) => ({ log, start: 0 })) },
      ears,
    )
    const cursors = new CursorKeeper(stores.logs, fail)
    this.sessions = new SessionDirectory({ registry, bus, peers, shared, cursors, clock: machineClock })
    this.feed = new NodeFeed({
      ...{ bus, peers, shared, ears, registry },
      nodesOf: (app, users) => this.sessions.nodesOf(app, users),
      read: (...range) => stores.logs.read(...range),
      clock: machineClock,
      onError: fail,
    })
  }

  static async start(
    natsUrl: string,
    stores: Stores,
    groupsOf: (user: string) => string[],
  ): Promise<SimulatedNode> {
    const bus = await NatsBus.open({ url: natsUrl, prefix: 'nodes', name: 'simulated' })
    const node = new SimulatedNode(new CountingBus(bus), stores, groupsOf)
    await node.bus.flush()
    await node.peers.join()
    await node.shared.start()
    return node
  }

  async logIn(app: App, user: string, device = 'd1'): Promise<Session> {
    const session: Session = {
      ...{ app, user, resource: device, uuid: device, name: device },
      about: { os: 'other', version: '', ip: '' },
      offer: () => {
        this.offered++
      },
      follow() {},
      miss() {},
      catchUp: async () => true,
      renew() {},
      kick() {},
    }
    await this.sessions.enter(session, undefined)
    return session
  }

  /** Ends without a farewell. */
  async die(): Promise<void> {
    this.sessions.close()
    await this.bus.close()
    await this.shared.close()
  }
}

function fail(error: unknown): void {
  console.error(error)
}
