import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { allOperations } from '@ringpost/contract'
import type { Logger } from 'pino'
import { CursorKeeper } from '../delivery/cursor-keeper.ts'
import { SessionRegistry } from '../delivery/session-registry.ts'
import type { FileSweeper } from '../domain/files/file-sweeper.ts'
import type { Files } from '../domain/files/files.ts'
import type { Groups } from '../domain/groups/groups.ts'
import { Journal } from '../domain/log/journal.ts'
import type { ChannelMessages } from '../domain/messages/channel-messages.ts'
import { Messages } from '../domain/messages/messages.ts'
import { Recalls } from '../domain/recall/recalls.ts'
import type { Rooms } from '../domain/rooms/rooms.ts'
import type { Stores } from '../domain/stores.ts'
import { AppRegistry } from '../domain/tenancy/app-registry.ts'
import { Tokens } from '../domain/tokens/tokens.ts'
import { Users } from '../domain/users/users.ts'
import { eventPayloads } from '../gateway/msync/event-payloads.ts'
import { MSYNC_PATH, MsyncGateway } from '../gateway/msync/msync-gateway.ts'
import { ApiServer } from '../http/api-server.ts'
import { OperationRouter } from '../http/operation-router.ts'
import { RateLimiter } from '../http/rate-limiter.ts'
import { parseTarget } from '../http/request-target.ts'
import { IdGenerator } from '../kernel/id-generator.ts'
import { PasswordHasher } from '../kernel/password.ts'
import { openStorage } from '../storage/open-storage.ts'
import { bindings } from './bindings.ts'
import { bootstrapApps } from './bootstrap.ts'
import { openChannels } from './channels.ts'
import { type Config, ConfigError } from './config.ts'
import { Metrics } from './metrics.ts'
import { openFiles } from './open-files.ts'
import { pages } from './pages.ts'

/** Everything that acts, wired; also what the CLI works with when no server runs. */
export interface Core {
  stores: Stores
  apps: AppRegistry
  users: Users
  tokens: Tokens
  messages: Messages
  groups: Groups
  rooms: Rooms
  channelMessages: ChannelMessages
  recalls: Recalls
  files: Files
  fileSweeper: FileSweeper
  registry: SessionRegistry
  cursors: CursorKeeper
  ids: IdGenerator
  passwords: PasswordHasher
  log: Logger
  /** Ends what runs in the core and closes the database. */
  close(): Promise<void>
}

export interface RunningServer {
  core: Core
  /** `http://host:port` to reach it from this machine. */
  url: string
  port: number
  /** Finishes what was accepted, tells the sockets, writes what waits, releases the port and the files. */
  close(): Promise<void>
}

/** Opens the data folder and wires the domain to its adapters. */
export async function openCore(config: Config, log: Logger): Promise<Core> {
  await mkdir(config.data, { recursive: true }).catch((error: Error) => {
    throw new ConfigError(`RINGPOST_DATA wants a folder that can be made and written: ${error.message}`)
  })
  const stores = await openStorage({ directory: config.data })
  const passwords = new PasswordHasher(config.passwordCost)
  const registry = new SessionRegistry(stores.channels)
  const ids = new IdGenerator(config.node, await stores.logs.lastId())
  const journal = new Journal(stores, registry)
  const messages = new Messages(journal, ids)
  const channels = openChannels({ stores, journal, messages, ids, encoder: eventPayloads })
  const users = new Users(stores, registry, passwords, channels.departures)
  const key = await stores.apps.secret('token-key', () => randomBytes(32))
  const apps = await AppRegistry.load(stores.apps)
  await bootstrapApps(apps, config.bootstrap)
  const cursors = new CursorKeeper(stores.logs, (error) =>
    log.error({ err: error }, 'cursors not written, trying again'),
  )
  return {
    stores,
    apps,
    users,
    tokens: new Tokens(key, users, stores.apps, passwords),
    messages,
    groups: channels.groups,
    rooms: channels.rooms,
    channelMessages: channels.messages,
    recalls: new Recalls(stores, registry, ids),
    ...(await openFiles(config, stores, log)),
    registry,
    cursors,
    ids,
    passwords,
    log,
    async close() {
      await cursors.close()
      await stores.close()
    },
  }
}

/** Starts the server; resolves when it takes requests. */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  const core = await openCore(config, log)
  const metrics = new Metrics(() => core.registry.size)
  const onError = (error: unknown) => log.error({ err: error }, 'unexpected error')
  let stopping = false
  const isReady = async () => !stopping && (await core.stores.logs.lastId()) >= 0
  const bound = bindings(core, isReady)
  const api = new ApiServer({
    router: new OperationRouter(allOperations, bound),
    apps: core.apps,
    tokens: core.tokens,
    pages: pages(metrics, bound),
    limiter: config.rateLimits === 'documented' ? new RateLimiter() : undefined,
    publicUrl: config.publicUrl,
    onFinish({ operation, method, status, ms }) {
      metrics.requests.observe({ operation: operation ?? 'none', status }, ms / 1000)
      log.debug({ operation, method, status, ms }, 'request')
    },
    onError,
  })
  const gateway = new MsyncGateway({ ...core, logs: core.stores.logs, onError, metrics })
  api.http.on('upgrade', (request, socket, head) => {
    if (parseTarget(request.url ?? '').path === MSYNC_PATH) gateway.upgrade(request, socket, head)
    else {
      // Node listens for errors of an upgraded socket no longer: a reset would end the process.
      socket.on('error', () => {})
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    }
  })
  try {
    await listen(api, config)
  } catch (error) {
    await core.close()
    throw error
  }
  core.fileSweeper.start()
  const { port } = api.http.address() as AddressInfo
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  return {
    core,
    url: `http://${host}:${port}`,
    port,
    async close() {
      stopping = true
      await Promise.all([gateway.close(), api.close(), core.fileSweeper.stop()])
      await core.close()
    },
  }
}

function listen(api: ApiServer, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    api.http.once('error', reject)
    api.http.listen(port, host, () => {
      api.http.off('error', reject)
      resolve()
    })
  })
}
