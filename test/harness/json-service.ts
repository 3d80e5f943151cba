import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request as the service got it. */
export interface Asked {
  method: string
  path: string
  headers: IncomingHttpHeaders
  bytes: Buffer
  /** The body, if it is JSON. */
  // Tests look at what they sent.
  // biome-ignore lint/suspicious/noExplicitAny: as above
  body: any
}

/** What it answers: JSON with a status, a text as it is, nothing, or the end of the connection. */
export type Answer =
  | { status?: number; headers?: Readonly<Record<string, string>>; body: unknown }
  | { text: string }
  | 'silence'
  | 'reset'

/** A service outside the server, on this machine, that answers what a test says. */
export class JsonService implements AsyncDisposable {
  readonly asked: Asked[] = []
  readonly url: string
  readonly #close: () => void

  private constructor(url: string, close: () => void) {
    this.url = url
    this.#close = close
  }

  static async start(answer: (asked: Asked) => Answer | Promise<Answer>): Promise<JsonService> {
    const server = createServer(async (request, response) => {
      const bytes = await buffer(request)
      const { method = '', url = '', headers } = request
      const isJson = headers['content-type'] === 'application/json'
      const asked = {
        method,
        path: url,
        headers,
        bytes,
        body: isJson ? JSON.parse(String(bytes)) : undefined,
      }
      service.asked.push(asked)
      const given = await answer(asked)
      if (given === 'silence') return
      if (given === 'reset') return request.socket.resetAndDestroy()
      if ('text' in given) return response.end(given.text)
      response.writeHead(given.status ?? 200, { 'content-type': 'application/json', ...given.headers })
      response.end(JSON.stringify(given.body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const service = new JsonService(url, () => server.close().closeAllConnections())
    return service
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close()
  }
}
