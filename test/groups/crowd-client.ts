import { once } from 'node:events'
import { Command, decodeMessageBody, Namespace, userJid, wire } from '@ringpost/protocol'
import { WebSocket } from 'ws'
import { APP_KEY, provisionBytes } from '../gateway/raw-client.ts'
import type { TestServer } from '../harness/test-server.ts'

/** What a frame means to a client in a crowd. */
interface Meaning {
  /** Ids of the messages it contains. */
  messages: number[]
  /** Where to acknowledge it. */
  key: number
  /** Local id to which it responds, and the response code. */
  answered: number
  code: number
  isLast: boolean
  /** Queues with data, in the answer to UNREAD. */
  queues: number | undefined
}

/** All clients get the same frame, so it is parsed only once. */
const meanings = new Map<string, Meaning>()

/** One of thousands of clients in one process: it only records message ids and acknowledges what it gets. */
export class CrowdClient {
  readonly user: string
  /** Ids of group and room messages, in order of arrival. */
  readonly got: number[] = []
  readonly #socket: WebSocket
  readonly #answers = new Map<number, (code: number) => void>()
  #onLive: (() => void) | undefined
  #lastId = 1

  private constructor(user: string, socket: WebSocket) {
    this.user = user
    this.#socket = socket
    socket.on('message', (bytes: Buffer) => this.#receive(bytes))
    socket.on('error', () => {})
  }

  /** Logs in and acknowledges what was waiting; resolves once everything further is pushed. */
  static async login(server: TestServer, user: string, token: string): Promise<CrowdClient> {
    const socket = new WebSocket(server.wsUrl)
    const client = new CrowdClient(user, socket)
    await once(socket, 'open')
    const live = new Promise<void>((resolve) => {
      client.#onLive = resolve
    })
    socket.send(provisionBytes({ user, token }))
    await once(socket, 'message')
    socket.send(wire.Envelope.encode({ command: Command.UNREAD }).finish())
    await live
    return client
  }

  /** Sends a meta; returns the response code. */
  send(meta: { to: wire.JidFields; payload: Uint8Array; namespace?: number }): Promise<number> {
    const id = this.#lastId++
    this.#sync({ meta: { id, namespace: Namespace.CHAT, ...meta } })
    return new Promise((resolve) => this.#answers.set(id, resolve))
  }

  drop(): void {
    this.#socket.terminate()
  }

  #receive(bytes: Buffer): void {
    const frame = bytes.toString('latin1')
    let meaning = meanings.get(frame)
    if (meaning === undefined) {
      meaning = read(bytes)
      // Responses are addressed to a single client.
      if (meaning.messages.length > 0) meanings.set(frame, meaning)
    }
    const { messages, key, answered, code, isLast, queues } = meaning
    this.got.push(...messages)
    if (answered !== 0) this.#answers.get(answered)?.(code)
    else if (key !== 0) this.#sync({ queue: userJid(APP_KEY, 'queue'), key })
    if (queues === 0 || isLast) this.#onLive?.()
    else if (queues !== undefined) this.#sync({ queue: userJid(APP_KEY, 'queue') })
  }

  #sync(fields: wire.SyncUpFields): void {
    const payload = wire.SyncUp.encode(fields).finish()
    this.#socket.send(wire.Envelope.encode({ command: Command.SYNC, payload }).finish())
  }
}

function read(bytes: Buffer): Meaning {
  const { command, payload } = wire.Envelope.decode(bytes)
  const nothing = { messages: [], key: 0, answered: 0, code: 0, isLast: false, queues: undefined }
  if (command === Command.UNREAD)
    return { ...nothing, queues: wire.UnreadDown.decode(payload ?? new Uint8Array()).unread.length }
  if (command !== Command.SYNC) return nothing
  const frame = wire.SyncDown.decode(payload!)
  const messages = frame.metas.filter(
    (meta) => meta.namespace === Namespace.CHAT && decodeMessageBody(meta.payload!).content !== null,
  )
  return {
    ...nothing,
    messages: messages.map(({ id }) => id!),
    key: frame.nextKey ?? 0,
    answered: frame.metaId ?? 0,
    code: frame.status?.code ?? 0,
    isLast: frame.isLast === true,
  }
}
