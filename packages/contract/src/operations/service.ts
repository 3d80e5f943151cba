import { Type } from 'typebox'
import { operation } from '../operation.ts'

export const discover = operation({
  id: 'service.discover',
  method: 'GET',
  path: '/easemob/server.json',
  scope: 'root',
  auth: 'public',
  generation: 'client',
  summary: 'Server discovery for clients (HTTP-DNS)',
  source: 'msync.md §1.3; sdk-rest-calls.md L1; client-quirks.md §4',
  query: Type.Object(
    { app_key: Type.Optional(Type.String()), app_id: Type.Optional(Type.String()) },
    { examples: [{ app_key: 'demo#demo' }] },
  ),
  reply: Type.Unknown(),
  replyIn: 'bare',
  errors: ['app.unknown_key'],
})

const probe = {
  method: 'GET',
  scope: 'root',
  auth: 'public',
  generation: 'ringpost',
  reply: Type.Unknown(),
  replyIn: 'bare',
} as const

export const ping = operation({
  ...probe,
  id: 'service.ping',
  path: '/ping',
  summary: 'Answers immediately',
  source: 'client-quirks.md §5 (Java SDK)',
})
export const health = operation({
  ...probe,
  id: 'service.health',
  path: '/healthz',
  summary: 'Liveness: the process runs',
  source: 'Ringpost',
})
export const ready = operation({
  ...probe,
  id: 'service.ready',
  path: '/readyz',
  summary: 'Readiness: the database answers, the disk is writable and the server is not stopping',
  source: 'Ringpost',
})

export const uploadClientLog = operation({
  id: 'service.clientLog',
  method: 'POST',
  path: '/sdk/users/:username/client/logs',
  auth: 'self',
  generation: 'client',
  summary: 'Log of an SDK, which is sent only if discovery sets enableReportLogs',
  source: 'sdk-rest-calls.md X9; search-streams-translation.md §6',
  body: Type.Object(
    { resource: Type.Optional(Type.String({ description: 'The device' })), logContent: Type.String() },
    { examples: [{ resource: 'webim_web_1', logContent: 'log in' }] },
  ),
  reply: Type.Object({ status: Type.Literal('ok') }),
  replyIn: 'bare',
  errors: ['service.client_logs_full'],
  // SDKs send up to 2 Mi characters at once.
  maxBodyBytes: 8 * 1024 * 1024,
})
