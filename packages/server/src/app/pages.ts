import { homePage } from '../docs/home-page.ts'
import type { Page } from '../http/api-server.ts'
import { contentPolicy } from '../http/content-policy.ts'
import type { Binding } from '../http/request-context.ts'

/**
 * Pages served besides the API. The documentation is loaded and rendered from the declarations on first request.
 * @param hasSite the documentation site is served at `/docs/`; without it, `/docs` leads to the page of the API.
 */
export function pages(bindings: readonly Binding[], hasSite: boolean): Page[] {
  const built = new Set(bindings.map(({ operation }) => operation.id))
  const api = '/docs/api'
  return [
    fixed('/openapi.json', 'application/json;charset=UTF-8', async () => {
      const { openApi } = await import('../docs/open-api.ts')
      return JSON.stringify(openApi(built))
    }),
    fixed(api, HTML, async () => (await import('../docs/docs-page.ts')).docsPage(built)),
    ...(hasSite ? [] : [moved('/docs', api)]),
    { ...fixed('/', HTML, () => homePage(hasSite)), isForBrowsers: true },
  ]
}

const HTML = 'text/html;charset=UTF-8'

/** A page that never changes while the server runs. */
function fixed(path: string, type: string, make: () => string | Promise<string>): Page {
  let made: { type: string; body: Buffer; headers: Record<string, string> } | undefined
  return {
    path,
    bearer: undefined,
    async render() {
      if (made === undefined) {
        const text = await make()
        const headers = type === HTML ? { 'content-security-policy': contentPolicy(text) } : {}
        made = { type, body: Buffer.from(text), headers: { ...headers, 'x-content-type-options': 'nosniff' } }
      }
      return made
    },
  }
}

function moved(path: string, location: string): Page {
  const body = `${location}\n`
  return {
    path,
    bearer: undefined,
    render: async () => ({ type: 'text/plain', body, status: 308, headers: { location } }),
  }
}
