import { docsPage } from '../docs/docs-page.ts'
import { openApi } from '../docs/open-api.ts'
import type { Page } from '../http/api-server.ts'
import type { Binding } from '../http/request-context.ts'

/** Pages served besides the API. The documentation is rendered from the declarations on first request. */
export function pages(bindings: readonly Binding[]): Page[] {
  const built = new Set(bindings.map(({ operation }) => operation.id))
  return [
    fixed('/openapi.json', 'application/json;charset=UTF-8', () => JSON.stringify(openApi(built))),
    fixed('/docs', 'text/html;charset=UTF-8', () => docsPage(built)),
  ]
}

/** A page that never changes while the server runs. */
function fixed(path: string, type: string, make: () => string): Page {
  let body: Buffer | undefined
  return {
    path,
    bearer: undefined,
    async render() {
      body ??= Buffer.from(make())
      return { type, body }
    },
  }
}
