import { configOf, type SettingValues } from './app/load-config.ts'
import { createLogger } from './app/logger.ts'
import { startServer as startRunning } from './app/server.ts'
import { OwnTestApp } from './emulator/own-test-app.ts'
import { nothingSeeded } from './emulator/seed.ts'
import type { TestApp } from './emulator/test-app.ts'

export { ConfigError } from './app/config.ts'
export { UnusableDataError } from './app/unusable-data-error.ts'
export type { FaultSpec } from './emulator/fault.ts'
export type { Fault } from './emulator/fault-book.ts'
export type { SaidMessage } from './emulator/said-message.ts'
export type { Seed, SeedChannel, Seeded, SeedMessage, SeedUser } from './emulator/seed.ts'
export type {
  AddedFault,
  NewTestApp,
  TestApp,
  TestFaults,
  TestMessages,
  TestTime,
  Wanted,
} from './emulator/test-app.ts'
export type { FrameRecord, RequestRecord, Traffic, WebhookRecord } from './emulator/traffic.ts'

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
  /** An app, for tests (`@ringpost/testing`). @throws Error if there is none, or the setting `emulator` is not on. */
  testApp(key: string): TestApp
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
  const { url, wsUrl, port, msyncPort, core, emulator } = running
  const stop = () => running.close()
  return {
    url,
    wsUrl,
    port,
    msyncPort,
    get apps() {
      return core.apps.list().map(({ key, clientId, clientSecret }) => ({ key, clientId, clientSecret }))
    },
    testApp(key) {
      const app = emulator?.find(key)
      if (emulator === undefined || app === undefined) throw new Error(`there is no app ${key} for tests`)
      return new OwnTestApp(emulator, app, nothingSeeded, { url, wsUrl, port })
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
