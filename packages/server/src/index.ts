import { configOf, type SettingValues } from './app/load-config.ts'
import { createLogger } from './app/logger.ts'
import { startServer as startRunning } from './app/server.ts'

export { ConfigError } from './app/config.ts'
export { UnusableDataError } from './app/unusable-data-error.ts'

/**
 * Settings by their names in the configuration file (docs/reference/configuration.md); those left out have their defaults.
 * Environment variables and `RINGPOST_CONFIG` do not count here.
 */
export type Settings = SettingValues

/** An app and what opens it. */
export interface ServedApp {
  /** `org#app` */
  key: string
  clientId: string
  clientSecret: string
}

export interface RingpostServer extends AsyncDisposable {
  /** `http://host:port`: the address of the REST API from this machine. */
  readonly url: string
  /** Address of the socket that web SDKs take as `url`. */
  readonly wsUrl: string
  readonly port: number
  /** The separate port of native clients; undefined if there is none. */
  readonly msyncPort: number | undefined
  /** Apps of the server, the oldest first; there is at least one. */
  readonly apps: readonly ServedApp[]
  /** Finishes accepted work, says goodbye to the sockets, writes pending data, releases the port and the files. */
  stop(): Promise<void>
}

export interface StartOptions {
  /** Called when the database is lost for good (a dead disk): nothing is acknowledged from then on. Restart the process. */
  onUnavailable?: () => void
}

/**
 * Starts a server in this process; resolves once it accepts requests. It installs no signal handlers and never ends the process.
 * Any number of servers can run side by side, each with a data folder of its own.
 *
 * ```js
 * await using server = await startServer({ host: '127.0.0.1', port: 0, data: './chat', logLevel: 'error' })
 * ```
 * @throws ConfigError for an unknown or unusable setting.
 * @throws UnusableDataError if the data folder or the database cannot be used, for example because another server has it.
 * @throws Error with the code `EADDRINUSE` or `EACCES` if the port is taken or not allowed.
 */
export async function startServer(
  settings: Settings = {},
  options: StartOptions = {},
): Promise<RingpostServer> {
  const config = configOf(settings)
  const running = await startRunning(config, createLogger(config), options)
  const { url, port, msyncPort, core } = running
  const stop = () => running.close()
  return {
    url,
    wsUrl: `${url.replace(/^http/, 'ws')}/websocket`,
    port,
    msyncPort,
    get apps() {
      return core.apps.list().map(({ key, clientId, clientSecret }) => ({ key, clientId, clientSecret }))
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
