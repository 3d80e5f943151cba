import type { Logger } from 'pino'
import type { Leases } from '../domain/cluster/leases.ts'
import type { HistoryFiles } from '../domain/history/history-files.ts'
import type { LogKind } from '../domain/log/log-key.ts'
import { keptNames, logKinds } from '../domain/retention/kept-days.ts'
import { Retention, type RunResult } from '../domain/retention/retention.ts'
import type { Stores } from '../domain/stores.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Config } from './config.ts'

/** @param onRun called after each run that removed something. */
export function openRetention(
  { keepChats, keepGroups, keepRooms, keepNotices }: Config,
  parts: {
    stores: Stores
    apps: AppRegistry
    files: HistoryFiles
    leases: Leases
    clock: Clock
    log: Logger
  },
): Retention {
  const { stores, log } = parts
  return new Retention({
    ...parts,
    store: stores.retention,
    kept: { pair: keepChats, group: keepGroups, room: keepRooms, inbox: keepNotices },
    onRun: ({ removed, ms }: RunResult) => {
      const rows = (kind: LogKind) =>
        removed.filter((each) => each.kind === kind).reduce((sum, each) => sum + each.rows, 0)
      const counts = Object.fromEntries(logKinds.map((kind) => [keptNames[kind], rows(kind)]))
      if (removed.length > 0) log.info({ ...counts, ms: Math.round(ms) }, 'removed what is no longer kept')
    },
    onError: (error) => log.error({ err: error }, 'what is no longer kept was not removed, retrying'),
  })
}
