import { BodyType, Command, encodeMessageBody, Namespace, userJid, wire } from '@ringpost/protocol'
import type { MsyncTransport } from './msync-transport.ts'
import type { SocketAddress } from './open-socket.ts'
import { RawTcp } from './raw-tcp.ts'
import { RawWebSocket } from './raw-web-socket.ts'
import { readSyncDown } from './sync-down.ts'

/** Where an SDK runs: in a browser over WebSocket, or on a phone over TCP. */
export type Device = 'browser' | 'phone'

export interface MsyncLogin extends SocketAddress {
  appKey: string
  user: string
  token: string
  device: Device
}

/** `Provision.osType` (native.md §3.1). */
const ANDROID = 1
/** No encryption, and a trace id: the SDK ends every envelope with these. */
const ENVELOPE_END = Buffer.from('5800a00181a080baf1c3febf68', 'hex')

/** Local ids as long as those of the SDKs, so that all of them take six bytes on the wire. */
let lastMetaId = 500_000_000_000

/**
 * Behaves like the SDKs on the wire: logs in, pulls, acknowledges every page. Skips decoding wherever possible. Once logged in, a
 * phone sends the same frames as a browser.
 */
export class MsyncClient {
  /** Called with the number of messages that arrived. */
  onMessages: (count: number) => void = () => {}
  /** Called when something sent is acknowledged. */
  onAcknowledged: () => void = () => {}
  onClose: () => void = () => {}
  readonly #transport: MsyncTransport
  /** The field of a pull that names the one queue. */
  readonly #queue: Buffer
  #acknowledgements: Buffer[] = []
  /** Settles the login; called with undefined when it is complete. */
  #settle: ((error?: Error) => void) | undefined

  private constructor(transport: MsyncTransport, appKey: string) {
    this.#transport = transport
    this.#queue = Buffer.from(wire.SyncUp.encode({ queue: userJid(appKey, 'queue') }).finish())
    transport.onMessage = (bytes) => this.#receive(bytes)
    transport.onRead = () => this.#flush()
    transport.onClose = () => {
      this.#settle?.(new Error('the server closed the connection at login'))
      this.onClose()
    }
  }

  /** Resolves once all waiting messages have arrived and are acknowledged. `onMessages` is called for these, too. */
  static async login(
    login: MsyncLogin,
    onMessages: (count: number) => void = () => {},
  ): Promise<MsyncClient> {
    const { appKey, user, token, device } = login
    const transport =
      device === 'phone'
        ? await RawTcp.open(login)
        : await RawWebSocket.open({ ...login, path: '/websocket' })
    const client = new MsyncClient(transport, appKey)
    client.onMessages = onMessages
    const live = new Promise<void>((resolve, reject) => {
      client.#settle = (error) => {
        client.#settle = undefined
        if (error === undefined) resolve()
        else reject(error)
      }
    })
    const { resource, provision } = device === 'phone' ? phone(user) : browser
    const guid = userJid(appKey, user, resource)
    const payload = wire.Provision.encode(provision).finish()
    client.#write(
      wire.Envelope.encode({ command: Command.PROVISION, guid, auth: `$t$${token}`, payload }).finish(),
    )
    await live
    return client
  }

  /** Sends a message under an id of its own. */
  send(message: MessageFrame): void {
    const { length } = message.bytes
    const frame = this.#transport.frame(length)
    message.copyTo(frame, frame.length - length, ++lastMetaId)
    this.#transport.write(frame)
  }

  close(): void {
    this.#transport.close()
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
    this.#transport.write(waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting))
  }

  /** The frame that the SDK sends, around the key's own bytes (msync.md §17 "ack pull"). */
  #acknowledgement(key: Buffer): Buffer {
    const inner = 1 + key.length + this.#queue.length
    const length = 6 + inner + ENVELOPE_END.length
    const frame = this.#transport.frame(length)
    const from = frame.length - length
    frame.set([0x08, 0, 0x40, 0, 0x4a, inner, 0x10], from)
    frame.set(key, from + 7)
    frame.set(this.#queue, from + 7 + key.length)
    frame.set(ENVELOPE_END, frame.length - ENVELOPE_END.length)
    return frame
  }

  #control(bytes: Buffer): void {
    const { command, payload } = wire.Envelope.decode(bytes)
    if (command === Command.PROVISION) {
      const { status } = wire.Provision.decode(payload!)
      if (status?.code === 0) this.#write(wire.Envelope.encode({ command: Command.UNREAD }).finish())
      else this.#settle?.(new Error(`login refused: ${status?.code} ${status?.reason}`))
    } else if (command === Command.UNREAD) {
      if (wire.UnreadDown.decode(payload!).unread.length === 0) this.#settle?.()
      else this.#pull()
    } else if (command === Command.NOTICE) this.#pull()
  }

  #pull(): void {
    this.#write(wire.Envelope.encode({ command: Command.SYNC, payload: this.#queue }).finish())
  }

  #write(bytes: Uint8Array): void {
    const frame = this.#transport.frame(bytes.length)
    frame.set(bytes, frame.length - bytes.length)
    this.#transport.write(frame)
  }
}

/** The device of every user who logs in with a browser. */
export const BROWSER = 'bench_1'

const browser = {
  resource: BROWSER,
  // Of a client that knows messages told in pieces (msync.md §3.1).
  provision: { resource: BROWSER, deviceUuid: BROWSER, deviceName: BROWSER, actionVersion: 'v5.2' },
}

/** The first login of an installation: it has no resource yet, and gets one named after its device id (native.md §3.2). */
function phone(user: string) {
  const provision = { osType: ANDROID, version: '3.9.2', deviceUuid: user, deviceName: 'bench' }
  return { resource: 'mobile', provision }
}

/** A message encoded once, to be sent many times under different ids. */
export class MessageFrame {
  readonly bytes: Buffer
  readonly #idAt: number

  constructor(appKey: string, from: string, to: string, text: string) {
    const body = encodeMessageBody({ type: BodyType.CHAT, from, to, content: { type: 'txt', msg: text } })
    const meta = { id: lastMetaId, to: userJid(appKey, to), namespace: Namespace.CHAT, payload: body }
    const payload = wire.SyncUp.encode({ meta }).finish()
    const envelope = wire.Envelope.encode({ version: 0, command: Command.SYNC, payload }).finish()
    this.bytes = Buffer.concat([envelope, ENVELOPE_END])
    this.#idAt = this.bytes.indexOf(varintBytes(lastMetaId))
  }

  copyTo(frame: Buffer, at: number, id: number): void {
    frame.set(this.bytes, at)
    frame.set(varintBytes(id), at + this.#idAt)
  }
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
  return Buffer.from(bytes)
}
