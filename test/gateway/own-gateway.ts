import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Metrics } from '../../packages/server/src/app/metrics.ts'
import type { LogStore } from '../../packages/server/src/domain/log/log-store.ts'
import type { Patience } from '../../packages/server/src/gateway/msync/connection.ts'
import { MsyncGateway } from '../../packages/server/src/gateway/msync/msync-gateway.ts'
import type { TestServer } from '../harness/test-server.ts'

export interface OwnGatewayOptions {
  /** ms of silence, over the defaults. */
  patience?: Partial<Patience>
  /** How often silence is looked for. */
  sweepMs?: number
  /** The log store as this gateway sees it. */
  logs?: LogStore
}

/** A second gateway on a running server's core, for what cannot be set or seen from outside: times, the moment of a read, errors. */
export class OwnGateway implements AsyncDisposable {
  readonly errors: unknown[] = []
  readonly metrics = new Metrics(() => 0)
  readonly gateway: MsyncGateway
  readonly #http = createServer()

  private constructor(
    { running: { core } }: TestServer,
    { patience, sweepMs = 10, logs }: OwnGatewayOptions,
  ) {
    this.gateway = new MsyncGateway(
      {
        ...core,
        logs: logs ?? core.stores.logs,
        metrics: this.metrics,
        onError: (error) => this.errors.push(error),
      },
      patience,
      sweepMs,
    )
    this.#http.on('upgrade', (request, socket, head) => this.gateway.upgrade(request, socket, head))
  }

  static async start(server: TestServer, options: OwnGatewayOptions = {}): Promise<OwnGateway> {
    const own = new OwnGateway(server, options)
    own.#http.listen(0, '127.0.0.1')
    await once(own.#http, 'listening')
    return own
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/websocket`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.close()
    await this.gateway.close()
  }
}
