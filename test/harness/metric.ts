import type { TestServer } from './test-server.ts'

/** Values of a metric by its labels, as `/metrics` writes them; `''` if it has none. */
export async function metric(server: TestServer, name: string): Promise<Record<string, number>> {
  const { body } = await server.request('GET', '/metrics')
  const lines = [...String(body).matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (.*)$`, 'gm'))]
  return Object.fromEntries(lines.map(([, labels = '', value]) => [labels, Number(value)]))
}
