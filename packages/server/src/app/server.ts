import type { Server } from 'node:http'
import { allOperations } from '@ringpost/contract'
import type { Logger } from 'pino'
import type { Emulator } from '../emulator/emulator.ts'
import { requireTester } from '../emulator/test-access.ts'
import { MSYNC_PATH, MsyncGateway } from '../gateway/msync/msync-gateway.ts'
import { SockjsGateway } from '../gateway/sockjs/sockjs-gateway.ts'
import { SYNC_PATH, SyncGateway } from '../gateway/sync/sync-gateway.ts'
import { TcpGateway } from '../gateway/tcp/tcp-gateway.ts'
import { ApiServer } from '../http/api-server.ts'
import { OperationRouter } from '../http/operation-router.ts'
import { RateLimiter } from '../http/rate-limiter.ts'
import { parseTarget } from '../http/request-target.ts'
import type { Readiness } from '../http/routes/service-routes.ts'
import { setTimeout } from '../kernel/machine-time.ts'
import { bindings } from './bindings.ts'
import type { Config } from './config.ts'
import type { Core, CoreOptions } from './core.ts'
import { DiskProbe } from './disk-probe.ts'
import { Metrics } from './metrics.ts'
import { metricsPage } from './metrics-page.ts'
import { openEmulated } from './open-emulated.ts'
import { type OpenPorts, openPorts } from './open-ports.ts'
import { openSite } from './open-site.ts'
import { servePage } from './page-server.ts'
import { pages } from './pages.ts'
import { observePush } from './push-metrics.ts'
import { applyWebhookFile } from './webhook-file.ts'
import { observeWebhooks } from './webhook-metrics.ts'

export interface RunningServer {
  core: Core
  /** Undefined if it is off. */
  emulator: Emulator | undefined
  /** `http://host:port` to reach it from this machine. */
  url: string
  /** Of the socket, as web SDKs take it. */
  wsUrl: string
  port: number
  /** The separate port of native clients; undefined if there is none. */
  msyncPort: number | undefined
  /** Finishes accepted work, says goodbye to the sockets, writes pending data, releases the port and the files. */
  close(): Promise<void>
}

export interface ServerOptions extends CoreOptions {
  /** Folder of the documentation site; undefined: the one that comes with the server, if it was built. */
  site?: string
}

/** Starts the server; resolves once it accepts requests. */
export async function startServer(
  config: Config,
  log: Logger,
  options?: ServerOptions,
): Promise<RunningServer> {
  const { core, emulator } = await openEmulated(config, log, options)
  const metrics = new Metrics({
    sessions: () => core.registry.size,
    waiting: () => core.sending.waiting,
    facts: () => core.facts.dispatcher.status,
    hooks: () => core.hookCounts,
    removed: () => core.retention.removed,
  })
  observeWebhooks(metrics.registry, core)
  observePush(metrics.registry, core)
  core.guesses.report({
    wrong: () => metrics.wrongSecrets.inc(),
    refused: () => metrics.refusedGuesses.inc(),
  })
  const onError = (error: unknown) => log.error({ err: error }, 'unexpected error')
  let stopping = false
  const disk = config.storage === 'memory' ? undefined : new DiskProbe(config.data)
  const bound = bindings(core, emulator, () => readiness(core, disk, stopping))
  const sessions = { ...core, logs: core.stores.logs, onError, metrics, frameWatch: emulator?.frames }
  const times = { patience: { nativeIdle: config.nativeIdle * 1000 } }
  const gateway = new MsyncGateway(sessions, times)
  const sockjs = new SockjsGateway(sessions, times)
  const tcp = new TcpGateway(sessions, times)
  const sync = new SyncGateway(sessions)
  const site = await openSite(options?.site)
  const shown = pages(bound, site !== undefined)
  const page = metricsPage(metrics.registry, config.metricsToken)
  const api = new ApiServer({
    router: new OperationRouter(allOperations, bound),
    apps: core.apps,
    tokens: core.tokens,
    pages: config.metricsPort === undefined ? [...shown, page] : shown,
    mounts: site === undefined ? [sockjs] : [sockjs, site],
    onWebSocket(request, socket, head, address) {
      const { path, query } = parseTarget(request.url ?? '')
      if (path === MSYNC_PATH) gateway.upgrade(request, socket, head, address)
      else if (path === SYNC_PATH) sync.upgrade(request, socket, head, query.token)
      else if (sockjs.matches(path)) sockjs.upgrade(request, socket, head, address)
      else {
        // Node no longer handles errors of an upgraded socket: a reset would end the process.
        socket.on('error', () => {})
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      }
    },
    limiter: config.rateLimits === 'documented' ? new RateLimiter(core.clock) : undefined,
    clock: core.clock,
    watch: emulator?.requests,
    requireTester: (request, address) => requireTester(config.emulator, request, address),
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    onFinish({ operation, method, status, ms }) {
      metrics.countRequest(operation, status, ms)
      log.debug({ operation, method, status, ms }, 'request')
    },
    onError,
  })
  let metricsServer: Server | undefined
  let ports: OpenPorts
  try {
    if (config.metricsPort !== undefined)
      metricsServer = await servePage(page, config.metricsPort, config.host)
    if (config.webhooks !== undefined) await applyWebhookFile(core, config.webhooks)
    await core.webhookSubscriptions.settle()
    await core.pushCertificates.settle()
    ports = await openPorts(config, { api, tcp, onError })
  } catch (error) {
    metricsServer?.close()
    await core.close()
    throw error
  }
  core.fileSweeper.start()
  core.absences.start()
  core.broadcastRunner.start()
  core.pushTaskRunner.start()
  core.streamEnder.start()
  core.retention.start()
  core.indexer?.start()
  core.idleDevices.start()
  core.clientLogs.start()
  core.recordPruner.start()
  core.ledger.start()
  core.deliveryPruner.start()
  await core.pushDeliverer.start()
  core.facts.dispatcher.start()
  core.facts.pruner.start()
  const { port, msyncPort } = ports
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  return {
    core,
    emulator,
    url: `http://${host}:${port}`,
    wsUrl: `ws://${host}:${port}${MSYNC_PATH}`,
    port,
    msyncPort,
    async close() {
      stopping = true
      emulator?.close()
      metricsServer?.close()
      metricsServer?.closeAllConnections()
      // Other nodes then take over the subscribers of this node at once.
      await core.facts.dispatcher.stop()
      await core.cluster.peers.leave()
      await Promise.all([
        ports.close(),
        gateway.close(),
        sockjs.close(),
        tcp.close(),
        sync.close(),
        api.close(),
        core.fileSweeper.stop(),
        core.absences.stop(),
        core.broadcastRunner.stop(),
        core.pushTaskRunner.stop(),
        core.streamEnder.stop(),
        core.retention.stop(),
        core.indexer?.stop(),
        core.idleDevices.stop(),
        core.clientLogs.stop(),
        core.recordPruner.stop(),
        core.deliveryPruner.stop(),
        core.storedFailures.stop(),
        core.pushDeliverer.stop(),
        core.facts.pruner.stop(),
      ])
      await core.close()
    },
  }
}

/** ms that the database and the disk have to answer. */
const ANSWER_MS = 3000

async function readiness(
  { stores, ids, cluster }: Core,
  disk: DiskProbe | undefined,
  stopping: boolean,
): Promise<Readiness> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, ANSWER_MS, false).unref())
  const answers = stores.logs.lastId().then(
    () => disk?.takesWrites() ?? true,
    () => false,
  )
  const isReady = !stopping && ids.isValid && (await Promise.race([answers, late]))
  if (!cluster.hasOthers) return { isReady }
  return { isReady, nats: cluster.bus.connected ? 'connected' : 'away' }
}
