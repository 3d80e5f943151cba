import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { Bus } from '../../domain/cluster/bus.ts'

/** ms between pings; a server that misses two of them counts as gone. */
const PING_MS = 2000
const MISSED_PINGS = 2
/** ms between attempts to reconnect, and the random jitter that keeps nodes from coming back at the same moment. */
const RECONNECT_MS = 250
const RECONNECT_JITTER_MS = 250
/** ms that the first connection may take. */
const CONNECT_MS = 5000

export interface NatsSettings {
  /** `nats://user:password@host:port`, several separated by commas. */
  url: string
  /** Prefix of every subject: installations that share a NATS server need different ones. */
  prefix: string
  /** Name of the connection in the monitoring of NATS. */
  name: string
}

/** NATS without JetStream: every message goes to current subscribers only. One connection per node preserves the order. */
export class NatsBus implements Bus {
  readonly #connection: NatsConnection
  readonly #prefix: string
  readonly #watchers: ((connected: boolean) => void)[] = []
  #connected = true
  #closed = false

  private constructor(connection: NatsConnection, prefix: string) {
    this.#connection = connection
    this.#prefix = prefix
    void this.#follow()
  }

  /** @throws Error, without credentials, if no server can be reached or accepts us. */
  static async open({ url, prefix, name }: NatsSettings): Promise<NatsBus> {
    const { servers, ...credentials } = parseUrl(url)
    try {
      const connection = await connect({
        servers,
        ...credentials,
        name,
        noEcho: true,
        timeout: CONNECT_MS,
        pingInterval: PING_MS,
        maxPingOut: MISSED_PINGS,
        maxReconnectAttempts: -1,
        // A password that is being rotated is no reason to give up forever.
        ignoreAuthErrorAbort: true,
        reconnectTimeWait: RECONNECT_MS,
        reconnectJitter: RECONNECT_JITTER_MS,
        reconnectJitterTLS: RECONNECT_JITTER_MS,
      })
      return new NatsBus(connection, prefix)
    } catch (error) {
      throw new Error(`no NATS server at ${servers.join(', ')}: ${(error as Error).message}`)
    }
  }

  get connected(): boolean {
    return this.#connected
  }

  publish(subject: string, message: () => Uint8Array): void {
    if (this.#connected) this.#connection.publish(`${this.#prefix}.${subject}`, message())
  }

  subscribe(subject: string, receive: (message: Uint8Array) => void): () => void {
    if (this.#closed) return () => {}
    const subscription = this.#connection.subscribe(`${this.#prefix}.${subject}`, {
      callback: (error, message) => {
        if (error === null) receive(message.data)
      },
    })
    return () => {
      if (!this.#closed) subscription.unsubscribe()
    }
  }

  async flush(): Promise<void> {
    if (!this.#connected) return
    // A connection that breaks meanwhile is reported to the watchers.
    await this.#connection.flush().catch(() => {})
  }

  watch(listener: (connected: boolean) => void): void {
    this.#watchers.push(listener)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    await this.flush()
    this.#closed = true
    this.#connected = false
    await this.#connection.close()
  }

  async #follow(): Promise<void> {
    for await (const { type } of this.#connection.status()) {
      if (this.#closed) return
      if (type === 'disconnect') this.#setConnected(false)
      else if (type === 'reconnect') {
        // By now all subscriptions have been sent again.
        await this.#connection.flush().then(
          () => this.#setConnected(true),
          () => {},
        )
      }
    }
  }

  #setConnected(connected: boolean): void {
    if (this.#connected === connected) return
    this.#connected = connected
    for (const watcher of this.#watchers) watcher(connected)
  }
}

/** Separates the credentials from the address, which appears in errors and logs. */
function parseUrl(text: string): { servers: string[]; user?: string; pass?: string; token?: string } {
  const urls = text.split(',').map((each) => new URL(each.trim()))
  const servers = urls.map(({ protocol, host, port }) => `${protocol}//${port ? host : `${host}:4222`}`)
  const { username = '', password = '' } = urls.find((each) => each.username !== '') ?? {}
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)]
  if (user === '') return { servers }
  return pass === '' ? { servers, token: user } : { servers, user, pass }
}
