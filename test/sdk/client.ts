import { once } from 'node:events'
import type { EasemobChat, EasemobChatStatic } from 'easemob-websdk'
import { WITHIN_MS } from '../harness/until.ts'
import { loadSdk, speaksSockjs } from './load-sdk.ts'

export type EventName = keyof EasemobChat.EventHandlerType
export type Payload<Name extends EventName> = Parameters<NonNullable<EasemobChat.EventHandlerType[Name]>>[0]

export interface ClientOptions {
  /** REST origin without trailing slash, like http://127.0.0.1:1234. */
  apiUrl: string
  /** Like ws://127.0.0.1:1234/websocket. */
  wsUrl: string
  /** `org#app`. */
  appKey: string
  user: string
  /** Logs in through POST /token. Either this or `accessToken`. */
  password?: string
  accessToken?: string
  /** Distinguishes the user's devices: the resource becomes `webim_web_<device>`. Default `d1`. */
  device?: string
  /** Whether the SDK acknowledges each message it gets from a user. Default false. */
  delivery?: boolean
  /** Further options of the SDK's connection. */
  options?: EasemobChat.ConnectionParameters
  /** Package of the SDK build; see loadSdk. Builds that use SockJS find it beside `wsUrl`. */
  sdk?: string
  /** The SDK as loaded by the caller, instead of a shared one. */
  page?: EasemobChatStatic
}

export interface ReceivedEvent {
  name: string
  payload: unknown
}

/** Clients that would be blamed if the SDK threw now. */
const open = new Set<Client>()

// Exceptions in the SDK, often caused by an answer that breaks a rule of the protocol, show only here (msync.md, trap
// 19). node:test blames a running test; this makes sure that a test is blamed even if the exception comes from an older
// client.
process.on('unhandledRejection', (fault) => {
  for (const client of open) client.blame(fault)
  if (open.size > 0) return
  console.error('unhandled rejection while no SDK client was open:', fault)
  process.exitCode = 1
})

/**
 * A logged-in client of the real SDK. Rejects with the SDK's error object if the login fails. Close it, preferably with
 * `await using`: an open client keeps the process alive, and only closing it reports exceptions in between.
 */
export async function openClient(options: ClientOptions): Promise<Client> {
  const { connection, message } = options.page ?? loadSdk(options.sdk)
  const { user, password, accessToken } = options
  const client = new Client(
    new connection({
      appKey: options.appKey,
      apiUrl: options.apiUrl,
      url: speaksSockjs(options.sdk) ? sockjsUrl(options.wsUrl) : options.wsUrl,
      isHttpDNS: false,
      https: false,
      isFixedDeviceId: false,
      deviceId: options.device ?? 'd1',
      delivery: options.delivery ?? false,
      ...options.options,
    }),
    message.create,
  )
  try {
    await client.connection.open(
      accessToken === undefined ? { user, pwd: password ?? '' } : { user, accessToken },
    )
    // Older builds resolve before they are connected.
    if (speaksSockjs(options.sdk)) await client.connected()
  } catch (error) {
    await client.close()
    throw error
  }
  return client
}

/** `readyState` of sockets; those of SockJS do not have the constant. */
const CLOSED = 3

function sockjsUrl(wsUrl: string): string {
  return wsUrl.replace(/^ws/, 'http').replace(/websocket$/, 'ws')
}

export class Client implements AsyncDisposable {
  /** The SDK's own object, for everything else it can do. */
  readonly connection: EasemobChat.Connection
  /** Everything the SDK reported, oldest first. */
  readonly events: ReceivedEvent[] = []
  readonly #createMessage: typeof EasemobChat.Message.create
  readonly #consumed = new Set<ReceivedEvent>()
  readonly #waiting = new Set<() => void>()
  readonly #faults: unknown[] = []

  constructor(connection: EasemobChat.Connection, createMessage: typeof EasemobChat.Message.create) {
    this.connection = connection
    this.#createMessage = createMessage
    // The SDK looks up handlers by the event's name, so this also catches names that we do not know.
    const recorder = new Proxy(
      {},
      { get: (_, name) => (payload: unknown) => this.#record(String(name), payload) },
    )
    connection.addEventHandler('recorder', recorder)
    open.add(this)
  }

  /** Payloads of all events of that name so far. */
  all<Name extends EventName>(name: Name): Payload<Name>[] {
    return this.events.filter((event) => event.name === name).map((event) => event.payload as Payload<Name>)
  }

  /**
   * The first event of that name, past or future, that satisfies the predicate and was not returned before. Rejects
   * after `timeoutMs`, and at once if the SDK throws.
   */
  async next<Name extends EventName>(
    name: Name,
    predicate: (payload: Payload<Name>) => boolean = () => true,
    timeoutMs = WITHIN_MS,
  ): Promise<Payload<Name>> {
    let expired = false
    const timer = setTimeout(() => {
      expired = true
      this.#wake()
    }, timeoutMs)
    try {
      while (true) {
        if (this.#faults.length > 0) throw new Error('the SDK threw', { cause: this.#faults[0] })
        const found = this.events.find(
          (event) =>
            event.name === name && !this.#consumed.has(event) && predicate(event.payload as Payload<Name>),
        )
        if (found) {
          this.#consumed.add(found)
          return found.payload as Payload<Name>
        }
        if (expired) throw new Error(`no ${name} within ${timeoutMs} ms; received: ${this.#summary()}`)
        await new Promise<void>((resolve) => this.#waiting.add(resolve))
      }
    } finally {
      clearTimeout(timer)
    }
  }

  /** A message in the SDK's own format. */
  message(message: EasemobChat.CreateMsgType): EasemobChat.MessageBody {
    return this.#createMessage(message) as EasemobChat.MessageBody
  }

  /** Resolves once the client is connected; rejects with the SDK's error object if it reports one before that. */
  async connected(): Promise<void> {
    const isOutcome = ({ name }: ReceivedEvent) => name === 'onConnected' || name === 'onError'
    while (!this.events.some(isOutcome)) await new Promise<void>((resolve) => this.#waiting.add(resolve))
    const { name, payload } = this.events.find(isOutcome)!
    if (name === 'onError') throw payload
  }

  /**
   * @param what `message.create` takes. Resolves once the server has acknowledged it; rejects with the SDK's error
   * object.
   */
  send(message: EasemobChat.CreateMsgType): Promise<EasemobChat.SendMsgResult> {
    return this.connection.send(this.#createMessage(message))
  }

  /** Logs out and waits until the socket is closed. Throws exceptions of the SDK since opening. */
  async close(): Promise<void> {
    if (!open.has(this)) return
    const socket = this.connection.sock
    const before = this.#faults.length
    this.connection.close()
    if (socket && socket.readyState !== CLOSED) await once(socket, 'close')
    open.delete(this)
    // The SDK sends delivery receipts by itself, and lets those that closing interrupts reject.
    const faults = this.#faults.filter((fault, i) => i < before || !isDisconnection(fault))
    if (faults.length > 0) throw new AggregateError(faults, 'the SDK threw')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** For the harness: the SDK threw this while the client was open. */
  blame(fault: unknown): void {
    this.#faults.push(fault)
    this.#wake()
  }

  #record(name: string, payload: unknown): void {
    this.events.push({ name, payload })
    this.#wake()
  }

  #wake(): void {
    for (const resume of this.#waiting) resume()
    this.#waiting.clear()
  }

  #summary(): string {
    return this.events.map((event) => event.name).join(', ') || 'nothing'
  }
}

/** `WEBIM_CONNCTION_DISCONNECTED` of the SDK. */
function isDisconnection(fault: unknown): boolean {
  return (fault as { type?: number } | undefined)?.type === 510
}
