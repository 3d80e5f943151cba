import { once } from 'node:events'
import { WebSocket } from 'ws'
import { syncWire } from '../../packages/protocol/src/index.ts'

const { SyncRequest, SessionsRequest, RosterRequest, GroupsRequest } = syncWire
const readers = {
  4: syncWire.RosterAnswer,
  11: syncWire.SessionsAnswer,
  13: syncWire.GroupsAnswer,
} as const

/** What a client of the sync socket asks for (sdk5.md §9). */
export interface Query {
  type: 3 | 10 | 12
  user: string
  app?: string
  /** Of the roster a number, of groups text. */
  cursor?: number | string
  needEmpty?: boolean
}

/** A sync socket whose frames are written by hand. */
export class SyncSocket implements AsyncDisposable {
  readonly socket: WebSocket
  readonly #frames: Buffer[] = []
  #wake: () => void = () => {}
  #asked = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('message', (data: Buffer) => {
      this.#frames.push(data)
      this.#wake()
    })
    socket.on('close', () => this.#wake())
  }

  /** Rejects with the status of a refused upgrade. */
  static async open(url: string, token: string): Promise<SyncSocket> {
    const path = `${url.replace(/^http/, 'ws')}/ws?token=${encodeURIComponent(token)}`
    const own = new SyncSocket(new WebSocket(path))
    await once(own.socket, 'open')
    return own
  }

  send(bytes: Uint8Array): void {
    this.socket.send(bytes)
  }

  /** @returns the id of the request. */
  ask(query: Query): string {
    const requestId = `request-${++this.#asked}`
    this.send(SyncSocket.query(query, requestId))
    return requestId
  }

  /** The bytes of a query. */
  static query({ type, user, app = 'chat', cursor, needEmpty }: Query, requestId: string): Uint8Array {
    const header = { resource: 'webim', timestamp: Date.now(), requestId, protocolVersion: 1 }
    const common = SyncRequest.encode({ type, header, org: 'acme', app, user })
    if (type === 10) SessionsRequest.encode({ needEmpty }, common)
    else if (type === 3) RosterRequest.encode({ cursor: Number(cursor ?? 0) }, common)
    else GroupsRequest.encode({ cursor: cursor === undefined ? null : String(cursor) }, common)
    return common.finish()
  }

  /** The next frame; undefined when the socket is closed. */
  async next(): Promise<Buffer | undefined> {
    while (this.#frames.length === 0) {
      if (this.socket.readyState === WebSocket.CLOSED) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#frames.shift()
  }

  /** The next answer, in the form of its type. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is being tested
  async answer(): Promise<any> {
    const frame = (await this.next()) ?? new Uint8Array()
    const type = SyncRequest.decode(frame).type as keyof typeof readers
    return readers[type]?.decode(frame) ?? { type, frame }
  }

  /** The next answer, an error in the layout of sessions and groups. */
  async error(): Promise<{ code: number | null; requestId: string | null | undefined }> {
    const { code, header } = syncWire.SyncError.decode((await this.next())!)
    return { code, requestId: header?.requestId }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return
    this.socket.close()
    await once(this.socket, 'close')
  }
}
