import type { Logger } from 'pino'
import type { Leases } from '../domain/cluster/leases.ts'
import { InstantPush } from '../domain/push/instant-push.ts'
import type { PushDispatch } from '../domain/push/push-dispatch.ts'
import { PushLabels } from '../domain/push/push-labels.ts'
import type { PushStatistics } from '../domain/push/push-statistics.ts'
import { PushTaskRunner } from '../domain/push/push-task-runner.ts'
import type { Stores } from '../domain/stores.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import { faultReport } from './fault-report.ts'

/** Notifications that apps send themselves. */
export interface OpenedInstantPush {
  pushLabels: PushLabels
  instantPush: InstantPush
  pushTaskRunner: PushTaskRunner
}

export function openInstantPush(core: {
  stores: Stores
  apps: AppRegistry
  pushDispatch: PushDispatch
  pushStatistics: PushStatistics
  leases: Leases
  ids: IdGenerator
  log: Logger
}): OpenedInstantPush {
  const { stores, apps, leases, ids, pushDispatch: dispatch, pushStatistics: statistics } = core
  const { pushTasks: tasks, users } = stores
  const pushLabels = new PushLabels(stores.pushLabels, users, ids.clock)
  const pushTaskRunner = new PushTaskRunner({
    ...{ tasks, users, dispatch, statistics, leases, clock: ids.clock, labels: stores.pushLabels },
    appOf: (id) => apps.byRow(id),
    onError: faultReport(core.log, 'notifications of an app not sent'),
  })
  const wake = () => pushTaskRunner.wake()
  const instantPush = new InstantPush({ dispatch, statistics, tasks, users, labels: pushLabels, ids, wake })
  return { pushLabels, instantPush, pushTaskRunner }
}
