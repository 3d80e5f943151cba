import type { CoreOptions } from '../../packages/server/src/app/core.ts'
import { openNats } from '../harness/nats.ts'
import { createDatabase, type TestDatabase } from '../harness/postgres.ts'
import { TestServer } from '../harness/test-server.ts'

/** Nodes of one installation in this process: one PostgreSQL database, one NATS server, a data folder each. */
export class NodeGroup implements AsyncDisposable {
  readonly nodes: TestServer[]
  readonly #database: TestDatabase
  readonly #nats: { kill(): Promise<void> }

  private constructor(nodes: TestServer[], database: TestDatabase, nats: { kill(): Promise<void> }) {
    this.nodes = nodes
    this.#database = database
    this.#nats = nats
  }

  static async start(
    count: number,
    env: Record<string, string> = {},
    options: CoreOptions = {},
  ): Promise<NodeGroup> {
    const [database, nats] = await Promise.all([createDatabase(), openNats()])
    const settings = {
      RINGPOST_DATABASE_URL: database.url,
      RINGPOST_DATABASE_CONNECTIONS: '9',
      RINGPOST_NATS_URL: nats.url,
      RINGPOST_NATS_PREFIX: nats.prefix,
      ...env,
    }
    const started = await Promise.allSettled(
      Array.from({ length: count }, () => TestServer.start(settings, undefined, options)),
    )
    const nodes = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const group = new NodeGroup(nodes, database, nats)
    const failed = started.find((each) => each.status === 'rejected')
    if (failed === undefined) return group
    await group[Symbol.asyncDispose]()
    throw failed.reason
  }

  /** Stops the last node gracefully. */
  async stopLast(): Promise<void> {
    await this.nodes.pop()!.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.nodes) await node.close()
    await this.#nats.kill()
    await this.#database.drop()
  }
}
