import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import {
  decodeClientFrame,
  encodeMeta,
  logoutAnswer,
  type MetaInput,
  Namespace,
  notice,
  type ProvisionFrame,
  provisionAnswer,
  queueDrained,
  queuePage,
  type SendFrame,
  StatusCode,
  sendAck,
  unreadAnswer,
  userJid,
} from '@ringpost/protocol'
import { type WebSocket, WebSocketServer } from 'ws'

export const APP_KEY = 'org#app'
/** The only password, and the only token. */
export const SECRET = 'secret'

interface Queue {
  /** Everything that was ever in it. */
  metas: Uint8Array[]
  /** How many of them the user has acknowledged; a page's key is the number after it. */
  acknowledged: number
}

interface Session {
  login: ProvisionFrame
  socket: WebSocket
}

/**
 * The minimal server that satisfies the SDK, to test this harness and the protocol package without the real server: one
 * queue per user, everything kept until acknowledged, nothing checked but the secret.
 */
export class FakeServer implements AsyncDisposable {
  /** Bodies of file uploads, undecoded. */
  readonly uploads: string[] = []
  readonly #sessions = new Set<Session>()
  readonly #queues = new Map<string, Queue>()
  readonly #http = createServer((request, response) => void this.#answer(request, response))
  readonly #sockets = new WebSocketServer({ server: this.#http, path: '/websocket' })
  #lastId = Date.now()

  static async start(): Promise<FakeServer> {
    const server = new FakeServer()
    server.#sockets.on('connection', (socket) => server.#accept(socket))
    server.#http.listen(0, '127.0.0.1')
    await once(server.#http, 'listening')
    return server
  }

  get apiUrl(): string {
    return `http://${this.#host}`
  }

  get wsUrl(): string {
    return `ws://${this.#host}/websocket`
  }

  get #host(): string {
    return `127.0.0.1:${(this.#http.address() as AddressInfo).port}`
  }

  /** Appends a meta to the user's queue and notifies the user's sockets. Generates and returns its id. */
  push(user: string, meta: Omit<MetaInput, 'id' | 'timestamp'>): number {
    const id = ++this.#lastId
    this.#deliver(user, encodeMeta({ ...meta, id, timestamp: Date.now() }))
    return id
  }

  /** Sends frames unchanged. */
  sendFrame(user: string, frame: Uint8Array): void {
    for (const { socket } of this.#sessionsOf(user)) socket.send(frame)
  }

  disconnect(user: string): void {
    for (const { socket } of this.#sessionsOf(user)) socket.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#http.close()
    await once(this.#http, 'close')
  }

  #sessionsOf(user: string): Session[] {
    return [...this.#sessions].filter(({ login }) => login.user === user)
  }

  #deliver(user: string, meta: Uint8Array): void {
    this.#queueOf(user).metas.push(meta)
    this.sendFrame(user, notice(userJid(APP_KEY, user)))
  }

  #accept(socket: WebSocket): void {
    let session: Session | undefined
    socket.on('close', () => session && this.#sessions.delete(session))
    socket.on('message', (bytes: Buffer) => {
      const frame = decodeClientFrame(bytes)
      if (frame.command === 'provision') session = this.#login(socket, frame)
      else if (!session) socket.close()
      else if (frame.command === 'unread') socket.send(this.#unread(session.login.user))
      else if (frame.command === 'sync-pull') socket.send(this.#pull(session.login.user, frame.key))
      else if (frame.command === 'sync-send') this.#receive(session, frame)
      else if (frame.command === 'logout') socket.send(logoutAnswer())
    })
  }

  #login(socket: WebSocket, login: ProvisionFrame): Session | undefined {
    const { resource } = login
    if (login.token !== SECRET) {
      const status = { code: StatusCode.FAIL, reason: 'Sorry, token expired' }
      socket.send(provisionAnswer({ status, resource }))
      socket.close()
      return undefined
    }
    const session = { login, socket }
    this.#sessions.add(session)
    socket.send(provisionAnswer({ resource, ...(login.sessionId && { sessionId: login.sessionId }) }))
    return session
  }

  #unread(user: string): Uint8Array {
    const { metas, acknowledged } = this.#queueOf(user)
    const count = metas.length - acknowledged
    const queues = count > 0 ? [{ queue: userJid(APP_KEY, user), count }] : []
    return unreadAnswer({ queues, timestamp: Date.now() })
  }

  #pull(user: string, key: number | null): Uint8Array {
    const pending = this.#queueOf(user)
    pending.acknowledged = Math.max(pending.acknowledged, key ?? 0)
    const queue = userJid(APP_KEY, user)
    const metas = pending.metas.slice(pending.acknowledged)
    return metas.length > 0
      ? queuePage({ metas, nextKey: pending.metas.length, queue })
      : queueDrained({ queue })
  }

  #queueOf(user: string): Queue {
    const queue = this.#queues.get(user) ?? { metas: [], acknowledged: 0 }
    this.#queues.set(user, queue)
    return queue
  }

  #receive({ login, socket }: Session, { id, namespace, to, payload }: SendFrame): void {
    if (namespace === Namespace.STATISTIC) return
    const serverId = ++this.#lastId
    const timestamp = Date.now()
    socket.send(sendAck({ metaId: id, serverId, timestamp }))
    if (!to?.name) return
    const from = userJid(APP_KEY, login.user, login.resource)
    this.#deliver(to.name, encodeMeta({ id: serverId, from, to, timestamp, namespace, payload }))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const path = new URL(request.url ?? '', this.apiUrl).pathname
    const send = (status: number, reply: object) => response.writeHead(status).end(JSON.stringify(reply))
    if (path === '/org/app/token') {
      if (JSON.parse(body).password === SECRET) send(200, { access_token: SECRET, expires_in: 5_184_000 })
      else send(400, { error: 'invalid_grant', error_description: 'invalid username or password' })
    } else if (path === '/org/app/chatfiles') {
      this.uploads.push(body)
      const entity = { uuid: `file-${this.uploads.length}`, 'share-secret': 'share', type: 'chatfile' }
      send(200, { uri: `${this.apiUrl}/org/app/chatfiles`, entities: [entity] })
    } else if (path.startsWith('/org/app/chatfiles/')) {
      response.end(this.uploads[Number(path.split('-').at(-1)) - 1])
    } else send(404, { error: 'service_resource_not_found', error_description: path })
  }
}
