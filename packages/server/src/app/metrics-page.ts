import type { Registry } from 'prom-client'
import type { Page } from '../http/api-server.ts'
import { performance } from '../kernel/machine-time.ts'

/** ms for which a rendered page is reused: Prometheus scrapes every few seconds, and other callers must not cost more. */
const FRESH_MS = 1000

/** @param bearer token that requests must carry; undefined: none. */
export function metricsPage(registry: Registry, bearer: string | undefined): Page {
  let rendered: Promise<string> | undefined
  let renderedAt = 0
  return {
    path: '/metrics',
    isExact: true,
    bearer,
    async render() {
      const now = performance.now()
      if (rendered === undefined || now - renderedAt > FRESH_MS) {
        rendered = registry.metrics()
        renderedAt = now
      }
      return { type: registry.contentType, body: await rendered }
    },
  }
}
