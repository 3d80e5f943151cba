import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** An event as a receiver got it. */
export interface Received {
  headers: IncomingHttpHeaders
  text: string
  // Tests look at what they caused.
  // biome-ignore lint/suspicious/noExplicitAny: as above
  body: any
}

/** How a receiver answers; undefined: never. */
export type Reply = { status?: number; text?: string; headers?: Record<string, string> } | undefined

/** A receiver of webhooks on this machine. */
export class Receiver implements AsyncDisposable {
  readonly received: Received[] = []
  readonly port: number
  /** The most requests that were under way at once. */
  most = 0
  #server: Server
  #answer: (received: Received) => Reply | Promise<Reply>
  #underWay = 0

  private constructor(server: Server, answer: (received: Received) => Reply | Promise<Reply>) {
    this.#server = server
    this.#answer = answer
    this.port = (server.address() as AddressInfo).port
    server.on('request', async (request, response) => {
      this.most = Math.max(this.most, ++this.#underWay)
      response.on('close', () => this.#underWay--)
      const text = String(await buffer(request))
      const received = { headers: request.headers, text, body: JSON.parse(text) as unknown }
      this.received.push(received)
      const reply = await this.#answer(received)
      if (reply !== undefined) response.writeHead(reply.status ?? 200, reply.headers).end(reply.text ?? '')
    })
  }

  static async start(
    answer: (received: Received) => Reply | Promise<Reply> = () => ({}),
    port = 0,
  ): Promise<Receiver> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return new Receiver(server, answer)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`
  }

  answer(answer: (received: Received) => Reply | Promise<Reply>): void {
    this.#answer = answer
  }

  /** Ids of the messages, in the order in which they came. */
  get ids(): string[] {
    return this.received.map(({ body }) => body.msg_id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** Whether both signatures of an event are those of the secret. */
export function isSignedBy({ headers, text, body }: Received, secret: string): boolean {
  const md5 = createHash('md5').update(`${body.callId}${secret}${body.timestamp}`).digest('hex')
  return body.security === md5 && hasHeaderOf({ headers, text, body }, secret)
}

export function hasHeaderOf({ headers, text, body }: Received, secret: string): boolean {
  const [time, ...signed] = String(headers['x-ringpost-signature']).split(',')
  const expected = createHmac('sha256', secret)
    .update(`${body.callId}.${time!.slice(2)}.${text}`)
    .digest('hex')
  return signed.includes(`v1=${expected}`)
}
