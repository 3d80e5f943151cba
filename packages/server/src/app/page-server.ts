import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Page } from '../http/api-server.ts'
import { bears } from '../http/bears.ts'
import { parseTarget } from '../http/request-target.ts'

/** Serves one page on a port of its own, for networks that clients do not reach. Rejects if it cannot listen. */
export async function servePage(page: Page, port: number, host: string): Promise<Server> {
  const server = createServer(async ({ method, url, headers }, response) => {
    const isRead = method === 'GET' || method === 'HEAD'
    const status = parseTarget(url ?? '/').path !== page.path ? 404 : isRead ? 200 : 405
    if (status !== 200) response.writeHead(status).end()
    else if (!bears(page.bearer, headers.authorization)) response.writeHead(401).end()
    else {
      const { type, body } = await page.render()
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
    }
  })
  server.listen(port, host)
  await once(server, 'listening')
  return server
}
