import { BodyType, Command, encodeMessageBody, Namespace, userJid, wire } from '@ringpost/protocol'
import { clientFrame, RawWebSocket, type SocketAddress } from './raw-web-socket.ts'
import { readSyncDown } from './sync-down.ts'

export interface MsyncLogin extends Omit<SocketAddress, 'path'> {
  appKey: string
  user: string
  token: string
  resource?: string
}

/** No encryption, and a trace id: the SDK ends every envelope with these. */
const ENVELOPE_END = Buffer.from('5800a00181a080baf1c3febf68', 'hex')

/** Local ids as long as those of the SDKs, so that all of them take six bytes on the wire. */
let lastMetaId = 500_000_000_000

/** Behaves like the web SDK on the wire: logs in, pulls, acknowledges every page. Skips decoding wherever possible. */
export class MsyncClient {
  /** Called with the number of messages that arrived. */
  onMessages: (count: number) => void = () => {}
  /** Called when something sent is acknowledged. */
  onAcknowledged: () => void = () => {}
  onClose: () => void = () => {}
  readonly #socket: RawWebSocket
  /** The field of a pull that names the one queue. */
  readonly #queue: Buffer
  #acknowledgements: Buffer[] = []
  /** Settles the login; called with undefined when it is complete. */
  #settle: ((error?: Error) => void) | undefined

  private constructor(socket: RawWebSocket, appKey: string) {
    this.#socket = socket
    this.#queue = Buffer.from(wire.SyncUp.encode({ queue: userJid(appKey, 'queue') }).finish())
    socket.onMessage = (bytes) => this.#receive(bytes)
    socket.onRead = () => this.#flush()
    socket.onClose = () => {
      this.#settle?.(new Error('the server closed the connection at login'))
      this.onClose()
    }
  }

  /** Resolves once all waiting messages have arrived and are acknowledged. `onMessages` is called for these, too. */
  static async login(
    login: MsyncLogin,
    onMessages: (count: number) => void = () => {},
  ): Promise<MsyncClient> {
    const { appKey, user, token, resource = 'bench_1' } = login
    const socket = await RawWebSocket.open({ ...login, path: '/websocket' })
    const client = new MsyncClient(socket, appKey)
    client.onMessages = onMessages
    const live = new Promise<void>((resolve, reject) => {
      client.#settle = (error) => {
        client.#settle = undefined
        if (error === undefined) resolve()
        else reject(error)
      }
    })
    const payload = wire.Provision.encode({
      resource,
      deviceUuid: resource,
      deviceName: resource,
    }).finish()
    const guid = userJid(appKey, user, resource)
    socket.send(
      wire.Envelope.encode({ command: Command.PROVISION, guid, auth: `$t$${token}`, payload }).finish(),
    )
    await live
    return client
  }

  /** Sends a frame from {@link messageFrame} under an id of its own. */
  send(frame: MessageFrame): void {
    this.#socket.write(frame.withId(++lastMetaId))
  }

  close(): void {
    this.#socket.close()
  }

  #receive(bytes: Buffer): void {
    const facts = readSyncDown(bytes)
    if (facts === undefined) this.#control(bytes)
    else if (facts.metaId !== 0) this.onAcknowledged()
    else if (facts.metas > 0) {
      // Key 0 marks frames in which no position is kept: not acknowledged (trap 5).
      if (facts.keyFrom > 0 && bytes[facts.keyFrom] !== 0)
        this.#acknowledgements.push(this.#acknowledgement(bytes.subarray(facts.keyFrom, facts.keyTo)))
      this.onMessages(facts.metas)
    } else if (facts.isLast) this.#settle?.()
  }

  /** Sends the acknowledgements for everything that arrived in one read together. */
  #flush(): void {
    const waiting = this.#acknowledgements
    if (waiting.length === 0) return
    this.#acknowledgements = []
    this.#socket.write(waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting))
  }

  /** The frame that the SDK sends, around the key's own bytes (msync.md §17 "ack pull"). */
  #acknowledgement(key: Buffer): Buffer {
    const inner = 1 + key.length + this.#queue.length
    const length = 6 + inner + ENVELOPE_END.length
    const frame = Buffer.allocUnsafe(6 + length)
    frame.set([0x82, 0x80 | length, 0, 0, 0, 0, 0x08, 0, 0x40, 0, 0x4a, inner, 0x10])
    frame.set(key, 13)
    frame.set(this.#queue, 13 + key.length)
    frame.set(ENVELOPE_END, 13 + key.length + this.#queue.length)
    return frame
  }

  #control(bytes: Buffer): void {
    const { command, payload } = wire.Envelope.decode(bytes)
    if (command === Command.PROVISION) {
      const { status } = wire.Provision.decode(payload!)
      if (status?.code === 0) this.#socket.send(wire.Envelope.encode({ command: Command.UNREAD }).finish())
      else this.#settle?.(new Error(`login refused: ${status?.code} ${status?.reason}`))
    } else if (command === Command.UNREAD) {
      if (wire.UnreadDown.decode(payload!).unread.length === 0) this.#settle?.()
      else this.#pull()
    } else if (command === Command.NOTICE) this.#pull()
  }

  #pull(): void {
    this.#socket.send(wire.Envelope.encode({ command: Command.SYNC, payload: this.#queue }).finish())
  }
}

/** A message encoded once, to be sent many times under different ids. */
export class MessageFrame {
  readonly #frame: Buffer
  readonly #idAt: number

  constructor(appKey: string, from: string, to: string, text: string) {
    const body = encodeMessageBody({ type: BodyType.CHAT, from, to, content: { type: 'txt', msg: text } })
    const meta = { id: lastMetaId, to: userJid(appKey, to), namespace: Namespace.CHAT, payload: body }
    const payload = wire.SyncUp.encode({ meta }).finish()
    const envelope = wire.Envelope.encode({ version: 0, command: Command.SYNC, payload }).finish()
    this.#frame = clientFrame(Buffer.concat([envelope, ENVELOPE_END]))
    this.#idAt = this.#frame.indexOf(varintBytes(lastMetaId))
  }

  /** A new frame on every call: the socket may not have written the last one yet. */
  withId(id: number): Buffer {
    const frame = Buffer.from(this.#frame)
    frame.set(varintBytes(id), this.#idAt)
    return frame
  }
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
  return Buffer.from(bytes)
}
