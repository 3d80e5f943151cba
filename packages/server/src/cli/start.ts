import { type Config, settings } from '../app/config.ts'
import { describeDatabase } from '../app/database-place.ts'
import { createLogger } from '../app/logger.ts'
import { type RunningServer, startServer } from '../app/server.ts'
import type { App } from '../domain/tenancy/app.ts'
import { setTimeout } from '../kernel/machine-time.ts'
import { type Options, UsageError } from './command.ts'
import { openControl } from './control-socket.ts'
import { watchStarter } from './watch-starter.ts'

/** ms after which a shutdown is forced: what was acknowledged is on disk already. */
const STOP_WITHIN_MS = 30_000

/** Exit code when the database is lost for good, so that a supervisor restarts the process. */
const UNAVAILABLE = 3

const portSettings = ['port', 'msyncPort', 'metricsPort'] as const

/** Runs the server until it is stopped (SIGINT, SIGTERM) or whoever started it has ended, as far as the options ask for that. */
export async function start(config: Config, options: Options): Promise<void> {
  const log = createLogger(config, options.readyJson === undefined ? 'stdout' : 'stderr')
  const server = await startServer(config, log, { onUnavailable: () => process.exit(UNAVAILABLE) }).catch(
    (error: NodeJS.ErrnoException & { port?: number }) => {
      const port = error.port ?? config.port
      const own = portSettings.find((name) => config[name] === port) ?? 'port'
      const { env } = settings[own]
      if (error.code === 'EADDRINUSE')
        throw new UsageError(`port ${port} is in use: set ${env} to another, or to 0 to pick a free one`)
      if (error.code === 'EACCES')
        throw new UsageError(`port ${port} may not be used by this account: set ${env}`)
      throw error
    },
  )
  const closeControl = config.storage === 'memory' ? undefined : await openControl(server.core, config.data)
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    const deadline = setTimeout(() => {
      log.error('did not stop in time, exiting')
      process.exit(1)
    }, STOP_WITHIN_MS)
    deadline.unref()
    await closeControl?.()
    await server.close()
    log.info('stopped')
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, (name) => void stop(name))
  watchStarter(() => void stop('npm is gone'))
  if (options.exitWithParent !== undefined)
    process.stdin.resume().once('close', () => void stop('standard input has ended'))
  const [app] = server.core.apps.list()
  if (options.readyJson !== undefined) {
    console.log(readyJson(server, app!))
    return
  }
  // As people who started it like this can type it.
  const command = process.env.npm_lifecycle_event === 'start' ? 'npm run -s ringpost --' : 'ringpost'
  // Commands reach a server through its data folder.
  const next =
    config.storage === 'memory'
      ? `its secret: as ${settings.bootstrap.env} sets it`
      : `a token: ${command} token '${app!.key}'`
  console.log(
    `Ringpost is ready at ${server.url} · ${describeDatabase(config)} · app key ${app!.key} · client id ${app!.clientId} · ${next}`,
  )
}

/** For programs that have started the server. */
function readyJson({ url, wsUrl, port }: RunningServer, { key, clientId, clientSecret }: App): string {
  return JSON.stringify({ url, wsUrl, port, appKey: key, clientId, clientSecret, pid: process.pid })
}
