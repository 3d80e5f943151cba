import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { Metrics } from '../../packages/server/src/app/metrics.ts'
import type { LogStore } from '../../packages/server/src/domain/log/log-store.ts'
import type { Patience } from '../../packages/server/src/gateway/msync/connection.ts'
import { MsyncGateway } from '../../packages/server/src/gateway/msync/msync-gateway.ts'
import { SockjsGateway } from '../../packages/server/src/gateway/sockjs/sockjs-gateway.ts'
import { TcpGateway } from '../../packages/server/src/gateway/tcp/tcp-gateway.ts'
import type { TestServer } from '../harness/test-server.ts'

export interface OwnGatewayOptions {
  /** ms of silence; overrides the defaults. */
  patience?: Partial<Patience>
  /** Interval of the check for silence. */
  sweepMs?: number
  /** Interval of heartbeats to SockJS clients. */
  heartbeatMs?: number
  /** The log store as seen by this gateway. */
  logs?: LogStore
}

/**
 * A second gateway on a running server's core, for what cannot be configured or observed from outside: times, the
 * moment of a read, errors.
 */
export class OwnGateway implements AsyncDisposable {
  readonly errors: unknown[] = []
  readonly metrics = new Metrics({
    sessions: () => 0,
    waiting: () => 0,
    facts: () => ({ subscribers: 0, failing: 0, lag: 0, delivered: 0 }),
    hooks: () => ({}),
    removed: () => ({ pair: 0, group: 0, room: 0, inbox: 0 }),
  })
  readonly gateway: MsyncGateway
  readonly sockjs: SockjsGateway
  readonly tcp: TcpGateway
  readonly #http = createServer()
  readonly #tcp = createTcpServer({ allowHalfOpen: true }, (socket) => this.tcp.open(socket, ''))

  private constructor(
    { running: { core } }: TestServer,
    { patience, sweepMs = 10, heartbeatMs, logs }: OwnGatewayOptions,
  ) {
    const services = {
      ...core,
      logs: logs ?? core.stores.logs,
      metrics: this.metrics,
      onError: (error: unknown) => this.errors.push(error),
    }
    const times = { ...(patience && { patience }), sweepMs }
    this.gateway = new MsyncGateway(services, times)
    this.tcp = new TcpGateway(services, times)
    this.sockjs = new SockjsGateway(services, { ...times, ...(heartbeatMs && { heartbeatMs }) })
    this.#http.on('upgrade', (request, socket, head) => {
      const entry = this.sockjs.matches(request.url!) ? this.sockjs : this.gateway
      entry.upgrade(request, socket, head, '')
    })
    this.#http.on('request', (request, response) => {
      void this.sockjs.handle(request, response, request.url!, '')
    })
  }

  static async start(server: TestServer, options: OwnGatewayOptions = {}): Promise<OwnGateway> {
    const own = new OwnGateway(server, options)
    own.#http.listen(0, '127.0.0.1')
    own.#tcp.listen(0, '127.0.0.1')
    await Promise.all([once(own.#http, 'listening'), once(own.#tcp, 'listening')])
    return own
  }

  /** Whose port takes MSYNC over TCP. */
  get url(): string {
    return `http://127.0.0.1:${(this.#tcp.address() as AddressInfo).port}`
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/websocket`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.close()
    this.#tcp.close()
    await Promise.all([this.gateway.close(), this.sockjs.close(), this.tcp.close()])
  }
}
