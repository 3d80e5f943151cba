import { EventEmitter, once } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  BodyType,
  Command,
  type DecodedMessageBody,
  decodeMessageBody,
  encodeMessageBody,
  type JidFields,
  Namespace,
  userJid,
  wire,
} from '@ringpost/protocol'
import { WebSocket } from 'ws'
import { WITHIN_MS } from '../harness/until.ts'

export const APP_KEY = 'acme#chat'

/** A frame from the server, as it is in the bytes. */
export type DownFrame =
  | ({ command: 'provision' } & wire.Provision)
  | ({ command: 'unread' } & wire.UnreadDown)
  | ({ command: 'notice' } & wire.Notice)
  | ({ command: 'logout' } & wire.Logout)
  | ({ command: 'sync' } & wire.SyncDown)

export type SyncFrame = Extract<DownFrame, { command: 'sync' }>

export interface RawLogin {
  user: string
  token: string
  /** Default `raw_1`. */
  resource?: string
  appKey?: string
  reason?: string
  /** Over what the others say. */
  provision?: wire.ProvisionFields
}

export interface RawMessage {
  to: JidFields
  payload: Uint8Array
  /** Default: one that this client has not used yet. */
  id?: number
  namespace?: number
  route?: number
  ext?: readonly wire.KeyValueFields[]
  directedUsers?: readonly string[]
}

/** Frames over TCP, each behind its length (native.md §2.1). */
export class TcpWire extends EventEmitter {
  readonly socket: Socket
  #come = Buffer.alloc(0)

  constructor(socket: Socket) {
    super()
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#come = Buffer.concat([this.#come, chunk])
      for (;;) {
        const end = this.#come.length < 4 ? Infinity : 4 + this.#come.readUInt32BE(0)
        if (this.#come.length < end) return
        this.emit('message', this.#come.subarray(4, end), true)
        this.#come = this.#come.subarray(end)
      }
    })
    socket.on('error', () => {})
    socket.on('close', () => this.emit('close', 0))
  }

  send(bytes: Uint8Array | string): void {
    this.socket.write(prefixed(Buffer.from(bytes as Uint8Array)))
  }

  terminate(): void {
    this.socket.destroy()
  }
}

/** A frame with its length in front. */
export function prefixed(frame: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(frame.length)
  return Buffer.concat([length, frame])
}

let lastMetaId = 500_000_000_000

/** What carries the frames of a client: a WebSocket, or what looks like one. */
export interface RawWire {
  send(bytes: Uint8Array | string): void
  terminate(): void
  on(event: 'message', listener: (bytes: Buffer, isBinary: boolean) => void): unknown
  on(event: 'close', listener: (code: number) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  once(event: 'message', listener: (bytes: Buffer) => void): unknown
  removeAllListeners(event: 'message'): unknown
}

/** Acts as a client byte by byte, to do what the SDK never would. It answers nothing on its own. */
export class RawClient<Wire extends RawWire = WebSocket> implements AsyncDisposable {
  readonly socket: Wire
  /** Every frame so far, oldest first. */
  readonly frames: DownFrame[] = []
  /** The user of the last login. */
  user = ''
  /** Set once the connection has ended. */
  ended: { code: number } | undefined
  readonly #taken = new Set<DownFrame>()
  readonly #waiting = new Set<() => void>()

  readonly #isText: boolean

  private constructor(socket: Wire, isText: boolean) {
    this.socket = socket
    this.#isText = isText
    socket.on('message', (bytes: Buffer, isBinary: boolean) => {
      if (isBinary === isText) throw new Error(`a ${isBinary ? 'binary' : 'text'} message from the server`)
      this.frames.push(decodeDown(isText ? Buffer.from(String(bytes), 'base64') : bytes))
      this.#wake()
    })
    socket.on('close', (code) => {
      this.ended = { code }
      this.#wake()
    })
    // Close follows and contains everything that tests need.
    socket.on('error', () => {})
  }

  /** Connects without logging in. `isText`: frames travel as base64 text, in both directions. `from`: an address of this machine. */
  static async connect(wsUrl: string, isText = false, from?: string): Promise<RawClient> {
    const socket = new WebSocket(wsUrl, from === undefined ? {} : { localAddress: from })
    const client = new RawClient(socket, isText)
    await once(socket, 'open')
    return client
  }

  /** Connects and logs in. @throws Error if the server refuses. */
  static async login(wsUrl: string, login: RawLogin, isText = false): Promise<RawClient> {
    const client = await RawClient.connect(wsUrl, isText)
    const { status } = await client.provision(login)
    if (status?.code === 0) return client
    throw new Error(`login refused: ${status?.code} ${status?.reason}`)
  }

  /** Connects over TCP, as native clients do, and logs in. Throws when the server refuses. */
  static async loginTcp(server: { url: string }, login: RawLogin): Promise<RawClient<TcpWire>> {
    const client = await RawClient.connectTcp(server)
    const { status } = await client.provision(login)
    if (status?.code === 0) return client
    throw new Error(`login refused: ${status?.code} ${status?.reason}`)
  }

  /** @param server whose port is that of `url`. */
  static async connectTcp({ url }: { url: string }): Promise<RawClient<TcpWire>> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    await once(socket, 'connect')
    return new RawClient(new TcpWire(socket), false)
  }

  /** Over a connection that is there already. */
  static over(socket: Socket): RawClient<TcpWire> {
    return new RawClient(new TcpWire(socket), false)
  }

  /** Sends the bytes of a frame, or text as it is. */
  write(bytes: Uint8Array | string): void {
    this.socket.send(
      this.#isText && typeof bytes !== 'string' ? Buffer.from(bytes).toString('base64') : bytes,
    )
  }

  /** Requests a login and returns the answer, whatever it is. */
  provision(login: RawLogin): Promise<Extract<DownFrame, { command: 'provision' }>> {
    this.user = login.user
    this.write(provisionBytes(login))
    return this.next('provision')
  }

  /** Asks which queues have data. */
  unread(): Promise<Extract<DownFrame, { command: 'unread' }>> {
    this.write(wire.Envelope.encode({ command: Command.UNREAD }).finish())
    return this.next('unread')
  }

  /** Pulls, and acknowledges up to `key`; does not wait. */
  pull(key?: number): void {
    this.#sync({ queue: userJid(APP_KEY, 'queue'), key })
  }

  /** Sends a meta; does not wait. Returns its local id. */
  send({ id = ++lastMetaId, namespace = Namespace.CHAT, ...meta }: RawMessage): number {
    this.#sync({ meta: { id, namespace, ...meta } })
    return id
  }

  /** Sends a text to a user; does not wait. Returns its local id. */
  text(to: string, msg: string, more: Partial<RawMessage> = {}): number {
    return this.send({ to: userJid(APP_KEY, to), payload: textPayload(this.user, to, msg), ...more })
  }

  /** The server's answer to what was sent under this local id. */
  acknowledgement(id: number): Promise<SyncFrame> {
    return this.next('sync', ({ metaId }) => metaId === id)
  }

  /** Sends a text and waits for its acknowledgement. Returns the server's id. */
  async deliver(to: string, msg: string): Promise<number> {
    const { status, serverId } = await this.acknowledgement(this.text(to, msg))
    if (status?.code !== 0) throw new Error(`refused: ${status?.code} ${status?.reason}`)
    return serverId!
  }

  /** The next frame that carries metas of the queue (and satisfies the predicate). */
  page(predicate: (frame: SyncFrame) => boolean = () => true): Promise<SyncFrame> {
    return this.next('sync', (frame) => !frame.metaId && frame.metas.length > 0 && predicate(frame))
  }

  /** Collects the metas of the next frames, in order, up to a count: how many share a frame is up to the server. */
  async metas(count: number): Promise<wire.Meta[]> {
    const metas: wire.Meta[] = []
    while (metas.length < count) metas.push(...(await this.page()).metas)
    return metas
  }

  /** The next frame that says that nothing is left. */
  drained(): Promise<SyncFrame> {
    return this.next('sync', ({ isLast }) => isLast === true)
  }

  /** Pulls and acknowledges until nothing is left; returns the metas in order of arrival. */
  async sync(): Promise<wire.Meta[]> {
    const metas: wire.Meta[] = []
    this.pull()
    for (;;) {
      const frame = await this.next('sync', ({ metaId }) => !metaId)
      if (frame.metas.length === 0) return metas
      metas.push(...frame.metas)
      this.pull(frame.nextKey!)
    }
  }

  /** Logs in to the state in which entries are pushed: acknowledges and returns everything that was waiting. */
  async goLive(): Promise<wire.Meta[]> {
    const { unread } = await this.unread()
    return unread.length === 0 ? [] : this.sync()
  }

  /** The first frame of that command, past or future, that satisfies the predicate and was not returned before. */
  async next<Name extends DownFrame['command']>(
    command: Name,
    predicate: (frame: Extract<DownFrame, { command: Name }>) => boolean = () => true,
    timeoutMs = WITHIN_MS,
  ): Promise<Extract<DownFrame, { command: Name }>> {
    type Wanted = Extract<DownFrame, { command: Name }>
    const found = () =>
      this.frames.find(
        (frame): frame is Wanted =>
          frame.command === command && !this.#taken.has(frame) && predicate(frame as Wanted),
      )
    const frame = await this.#until(found, timeoutMs, `no ${command}`)
    this.#taken.add(frame)
    return frame
  }

  /** The code with which the server closed the connection, once it has. */
  closed(timeoutMs?: number): Promise<{ code: number }> {
    return this.#until(() => this.ended, timeoutMs, 'not closed')
  }

  /** Ends the connection abruptly, like a client that crashes. */
  async drop(): Promise<void> {
    this.socket.terminate()
    await this.closed()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drop()
  }

  #sync(fields: wire.SyncUpFields): void {
    const payload = wire.SyncUp.encode(fields).finish()
    this.write(wire.Envelope.encode({ command: Command.SYNC, payload }).finish())
  }

  async #until<Value>(look: () => Value | undefined, timeoutMs = WITHIN_MS, what: string): Promise<Value> {
    let expired = false
    const timer = setTimeout(() => {
      expired = true
      this.#wake()
    }, timeoutMs)
    try {
      for (;;) {
        const value = look()
        if (value !== undefined) return value
        if (expired || this.ended) throw new Error(`${what} ${this.#state(timeoutMs)}`)
        await new Promise<void>((resolve) => this.#waiting.add(resolve))
      }
    } finally {
      clearTimeout(timer)
    }
  }

  #state(timeoutMs: number): string {
    const end = this.ended ? `before the end (code ${this.ended.code})` : `within ${timeoutMs} ms`
    return `${end}; received: ${this.frames.map(({ command }) => command).join(', ') || 'nothing'}`
  }

  #wake(): void {
    for (const resume of this.#waiting) resume()
    this.#waiting.clear()
  }
}

/** The bytes of a PROVISION. */
export function provisionBytes({
  user,
  token,
  resource = 'raw_1',
  appKey = APP_KEY,
  reason,
  provision,
}: RawLogin): Uint8Array {
  const payload = wire.Provision.encode({
    resource,
    deviceUuid: resource,
    deviceName: resource,
    reason,
    ...provision,
  }).finish()
  const guid = userJid(appKey, user, resource)
  return wire.Envelope.encode({
    command: Command.PROVISION,
    guid,
    auth: token && `$t$${token}`,
    payload,
  }).finish()
}

export function textPayload(from: string, to: string, msg: string): Uint8Array {
  return encodeMessageBody({ type: BodyType.CHAT, from, to, content: { type: 'txt', msg } })
}

/** Content of a meta of the namespace CHAT, or of a stored message. */
export function bodyOf(meta: Pick<wire.Meta, 'payload'>): DecodedMessageBody {
  return decodeMessageBody(meta.payload!)
}

/** The texts of metas or stored messages, in order. */
export function textsOf(metas: readonly Pick<wire.Meta, 'payload'>[]): string[] {
  return metas.map((meta) => {
    const { content } = bodyOf(meta)
    return content?.type === 'txt' ? content.msg : ''
  })
}

function decodeDown(bytes: Uint8Array): DownFrame {
  const { command, payload } = wire.Envelope.decode(bytes)
  const inner = payload ?? new Uint8Array()
  switch (command) {
    case Command.PROVISION:
      return Object.assign(wire.Provision.decode(inner), { command: 'provision' } as const)
    case Command.UNREAD:
      return Object.assign(wire.UnreadDown.decode(inner), { command: 'unread' } as const)
    case Command.NOTICE:
      return Object.assign(wire.Notice.decode(inner), { command: 'notice' } as const)
    case Command.LOGOUT:
      return Object.assign(wire.Logout.decode(inner), { command: 'logout' } as const)
    case Command.SYNC:
      return Object.assign(wire.SyncDown.decode(inner), { command: 'sync' } as const)
    default:
      throw new Error(`command ${command} from the server`)
  }
}
