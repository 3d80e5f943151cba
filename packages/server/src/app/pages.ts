import type { Page } from '../http/api-server.ts'
import type { Binding } from '../http/request-context.ts'
import type { Metrics } from './metrics.ts'

/** What is served besides the API. */
export function pages(metrics: Metrics, _bindings: readonly Binding[]): Page[] {
  return [
    {
      path: '/metrics',
      render: async () => ({ type: metrics.registry.contentType, body: await metrics.registry.metrics() }),
    },
  ]
}
