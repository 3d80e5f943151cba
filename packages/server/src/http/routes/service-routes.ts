import { ApiError, service as operations } from '@ringpost/contract'
import type { AppRegistry } from '../../domain/tenancy/app-registry.ts'
import { type Binding, bind } from '../request-context.ts'

export interface ServiceFacts {
  apps: AppRegistry
  readiness(): Promise<Readiness>
}

/** Whether the server takes traffic: the database answers, the disk takes writes and no stop is under way. */
export interface Readiness {
  isReady: boolean
  /** Of nodes among several. Away: what other nodes do comes later, everything else goes on. */
  nats?: 'connected' | 'away'
}

export function serviceRoutes({ apps, readiness }: ServiceFacts): Binding[] {
  return [
    bind(operations.discover, async ({ query, origin }) => {
      const app = query.app_id === undefined ? appOfKey(apps, query.app_key) : apps.byAppId(query.app_id)
      if (app === undefined)
        throw new ApiError('app.unknown_key', { key: query.app_key ?? query.app_id ?? '' })
      return { reply: discovery(app.key, new URL(origin)) }
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

/** A raw `#` cuts the key to its organisation (client-quirks.md Q14): then the organisation's first app, or the first of all. */
function appOfKey(apps: AppRegistry, key: string | undefined) {
  if (key?.includes('#')) return apps.byKey(key)
  const all = apps.list()
  return all.find(({ org }) => org === key) ?? (all.length === 1 ? all[0] : undefined)
}

/** The fields that clients read (msync.md §1.3); flags are compared as strings. */
function discovery(appKey: string, { protocol, hostname, port }: URL) {
  const secure = protocol === 'https:'
  const scheme = secure ? 'https' : 'http'
  const host = { protocol: scheme, domain: hostname, port: port || (secure ? '443' : '80') }
  // Browsers on plain http prefer an address with a port (msync.md §1.3).
  const address = secure ? host : { ...host, ip: hostname }
  return {
    app_key: appKey,
    deploy_name: 'ringpost',
    file_version: '1',
    rest: { hosts: [address] },
    'msync-wx': { hosts: [{ ...address, channel: '1' }] },
    'msync-ws': { hosts: [{ ...address, channel: '1' }] },
    enableReportLogs: 'false',
    enableDataReport: 'false',
    uploadinparts_enable: 'false',
  }
}
