import { ApiError, service as operations } from '@ringpost/contract'
import type { ClientLogs } from '../../domain/client-logs/client-logs.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { AppRegistry } from '../../domain/tenancy/app-registry.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { type Binding, bind } from '../request-context.ts'

export interface ServiceFacts {
  apps: AppRegistry
  clientLogs: ClientLogs
  readiness(): Promise<Readiness>
}

/** Whether the server can take traffic: the database answers, the disk is writable and no shutdown is in progress. */
export interface Readiness {
  isReady: boolean
  /** State of the bus, on one of several nodes. Away: events of other nodes arrive late, everything else continues. */
  nats?: 'connected' | 'away'
}

export function serviceRoutes({ apps, clientLogs, readiness }: ServiceFacts): Binding[] {
  return [
    bind(operations.discover, async ({ query, origin }) => {
      const app = query.app_id === undefined ? appOfKey(apps, query.app_key) : apps.byAppId(query.app_id)
      if (app === undefined)
        throw new ApiError('app.unknown_key', { key: query.app_key ?? query.app_id ?? '' })
      return { reply: discovery(app, new URL(origin)) }
    }),
    bind(operations.uploadClientLog, async ({ app, params, body }) => {
      const { resource = '', logContent: content } = body
      await clientLogs.take(app, { user: foldUserName(params.username), resource, content })
      return { reply: { status: 'ok' as const } }
    }),
    bind(operations.ping, async () => ({ reply: { result: 'pong' } })),
    bind(operations.health, async () => ({ reply: { status: 'ok' } })),
    bind(operations.ready, async () => {
      const { isReady, ...parts } = await readiness()
      return isReady
        ? { reply: { status: 'ready', ...parts } }
        : { reply: { status: 'not ready', ...parts }, status: 503 }
    }),
  ]
}

/** A raw `#` cuts the key to its organisation (client-quirks.md Q14): its first app answers then, or the only app there is. */
function appOfKey(apps: AppRegistry, key: string | undefined) {
  if (key?.includes('#')) return apps.byKey(key)
  const all = apps.list()
  return all.find(({ org }) => org === key) ?? (all.length === 1 ? all[0] : undefined)
}

/**
 * The fields that clients read (msync.md §1.3); they compare flags as strings. Native SDKs crash on ports that are numbers. They take
 * REST and MSYNC from hosts of a priority: first 1, and 2 in the second attempt, without which they ask here again.
 */
function discovery({ key, settings }: App, { protocol, hostname, port }: URL) {
  const secure = protocol === 'https:'
  const scheme = secure ? 'https' : 'http'
  const host = { protocol: scheme, domain: hostname, port: port || (secure ? '443' : '80') }
  // On plain http, browsers prefer an address with a port (msync.md §1.3).
  const address = secure ? host : { ...host, ip: hostname }
  const inBothAttempts = (from: object) => ['1', '2'].map((priority) => ({ ...from, priority }))
  return {
    app_key: key,
    deploy_name: 'ringpost',
    file_version: '1',
    rest: { hosts: inBothAttempts(address) },
    'msync-im': { hosts: inBothAttempts({ ...address, protocol: 'tcp' }) },
    'msync-wx': { hosts: [{ ...address, channel: '1' }] },
    'msync-ws': { hosts: [{ ...address, channel: '1' }] },
    enableReportLogs: settings.clientLogDays > 0 ? 'true' : 'false',
    enableDataReport: 'false',
    uploadinparts_enable: 'false',
  }
}
