import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DeviceEvent, DeviceProcess } from './device-process.ts'
import { Network } from './network.ts'

/** ms that anything may take; twice what the SDK itself waits for an answer (native.md §1). */
export const PATIENCE_MS = 80_000

// Values of BeanShell expressions of every kind.
// biome-ignore lint/suspicious/noExplicitAny: what the SDK says is what is being tested
type Anything = any

/** A message as the device's listeners get it. */
export interface DeviceMessage {
  id: string
  chatType: 'Chat' | 'GroupChat' | 'ChatRoom'
  from: string
  to: string
  type: string
  ext: Record<string, Anything>
  /** Its sender wants to know which members of the group have read it. */
  asksForReceipts: boolean
  /** Of texts. */
  text?: string
  /** Of commands. */
  action?: string
  /** Of custom messages. */
  event?: string
  params?: Record<string, string>
  /** Of locations. */
  lat?: number
  lng?: number
  address?: string
  /** Of everything with a file. */
  fileName?: string
  url?: string
  secret?: string
}

export interface DeviceOptions {
  /** REST origin; the port also takes MSYNC, which the phone speaks over a {@link Network}. */
  url: string
  /** Where MSYNC is, if it is not that port; without a network. */
  imPort?: number
  /** It asks the server for its addresses, instead of being told. */
  discovers?: boolean
  /** File of a certificate that the phone trusts. */
  trusted?: string
}

/** A phone with the vendor's Android SDK, native code included, logged in as nobody. Close it: it is a process. */
export class Device implements AsyncDisposable {
  readonly #process: DeviceProcess
  readonly #folder: string
  readonly #network: Network
  readonly #consumed = new Set<DeviceEvent>()
  #lastId = 0

  private constructor(process: DeviceProcess, folder: string, network: Network) {
    this.#process = process
    this.#folder = folder
    this.#network = network
  }

  static async start({ url, imPort, discovers = false, trusted }: DeviceOptions): Promise<Device> {
    const folder = await mkdtemp(join(tmpdir(), 'ringpost-phone-'))
    const { hostname, port } = new URL(url)
    const network = await Network.start(Number(port))
    try {
      const device = new Device(await DeviceProcess.start(folder, { trusted }), folder, network)
      await device.run('EMOptions o = new EMOptions(); EMClient c = EMClient.getInstance();')
      const given = `o.setRestServer(${quote(url)}); o.setIMServer(${quote(hostname)}); o.setImPort(${imPort ?? network.port});`
      const discovered = `o.setDnsUrl("${url}/easemob/server.json?app_key=acme%23chat");`
      await device.run(`o.setAppKey("acme#chat"); o.enableDNSConfig(${discovers}); ${discovers ? discovered : given}
        o.setUsingHttpsOnly(false); o.setAutoLogin(false); o.setRequireDeliveryAck(true);
        o.setAcceptInvitationAlways(false); o.setAutoAcceptGroupInvitation(true);`)
      await device.run('!c.init(app, o);')
      await device.run('Listeners.addAll(c);')
      return device
    } catch (error) {
      await network[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  /**
   * Runs BeanShell: Java without generics and lambdas, where `c` is the EMClient; on the app's main thread if it starts with `!`.
   * Resolves with its value. @throws DeviceError
   */
  run(code: string): Promise<Anything> {
    return within(this.#process.eval(++this.#lastId, code), code)
  }

  /** The same for a call with a callback, written as `$cb`; resolves with what the callback gets. @throws DeviceError */
  async call(code: string): Promise<Anything> {
    const name = `callback-${++this.#lastId}`
    const done = within(this.#process.answer(name, code), code)
    done.catch(() => {})
    await this.run(code.replaceAll('$cb', `callback(${quote(name)})`))
    return done
  }

  async login(user: string, password = 'pw'): Promise<Anything> {
    const once = () => this.call(`c.login(${quote(user)}, ${quote(password)}, $cb);`)
    // Once in some forty runs the SDK reports a timeout (301) for a login right after it was kicked; apps log in again.
    return once().catch((error) => (error.code === 301 ? once() : Promise.reject(error)))
  }

  loginWithToken(user: string, token: string): Promise<Anything> {
    return this.call(`c.loginWithToken(${quote(user)}, ${quote(token)}, $cb);`)
  }

  logout(): Promise<Anything> {
    return this.call('c.logout(false, $cb);')
  }

  /**
   * Sends what the expression creates, an EMMessage; resolves with the server's id once it has acknowledged.
   * @param prepare BeanShell before it is sent; the message is `$m`.
   */
  async send(expression: string, prepare = ''): Promise<string> {
    const message = `m${++this.#lastId}`
    await this.call(`EMMessage ${message} = ${expression}; ${prepare.replaceAll('$m', message)}
      ${message}.setMessageStatusCallback($cb); c.chatManager().sendMessage(${message});`)
    return this.run(`${message}.getMsgId();`)
  }

  sendText(to: string, text: string, chatType: DeviceMessage['chatType'] = 'Chat'): Promise<string> {
    const type = `$m.setChatType(EMMessage.ChatType.${chatType});`
    return this.send(`EMMessage.createTxtSendMessage(${quote(text)}, ${quote(to)})`, type)
  }

  /** Messages of a conversation as the server has them, oldest first. */
  async history(name: string, type: 'Chat' | 'GroupChat', limit: number): Promise<DeviceMessage[]> {
    // The result's class is hidden from BeanShell.
    return this.run(`result = c.chatManager().fetchHistoryMessages(${quote(name)}, EMConversation.EMConversationType.${type}, ${limit}, "");
      getData = EMCursorResult.class.getMethod("getData", new Class[0]); getData.setAccessible(true); getData.invoke(result, new Object[0]);`)
  }

  /** Arguments of the first event of that name, past or future, that satisfies the predicate and was not returned before. */
  async next(event: string, matches: (...args: Anything[]) => boolean = () => true): Promise<Anything[]> {
    const isWanted = (each: DeviceEvent) =>
      each.event === event && !this.#consumed.has(each) && matches(...each.args)
    const find = async () => {
      for (;;) {
        const found = this.#process.events.find(isWanted)
        if (found !== undefined) {
          this.#consumed.add(found)
          return found.args
        }
        await this.#process.stirred()
      }
    }
    return within(find(), event, () => this.#process.events.map((each) => each.event).join(', '))
  }

  /** Whether the server answers the SDK's heartbeat. */
  heartbeat(): Promise<boolean> {
    return this.#network.slowly(() =>
      this.run(`ping = EMClient.class.getDeclaredMethod("sendPing", new Class[] {boolean.class, long.class}); ping.setAccessible(true);
      ping.invoke(c, new Object[] {true, 60000L});`),
    )
  }

  /** The first message that arrives, or has arrived, and satisfies the predicate. */
  async message(matches: (message: DeviceMessage) => boolean): Promise<DeviceMessage> {
    for (;;) {
      const found = this.received().find(matches)
      if (found !== undefined) return found
      await within(this.#process.stirred(), 'a message', () =>
        this.received()
          .map(({ text, type }) => text ?? type)
          .join(', '),
      )
    }
  }

  /** All messages that have arrived, oldest first. */
  received(): DeviceMessage[] {
    const names = ['message.onMessageReceived', 'message.onCmdMessageReceived']
    return this.events.flatMap(({ event, args }) => (names.includes(event) ? args[0] : []))
  }

  /** Runs the work while the phone stands still and does not read its socket. */
  async frozenDuring(work: () => Promise<void>): Promise<void> {
    this.#process.freeze()
    try {
      await work()
    } finally {
      this.#process.thaw()
    }
  }

  /** Everything the SDK has reported, oldest first. */
  get events(): readonly DeviceEvent[] {
    return this.#process.events
  }

  /** How often the SDK has reported an event of that name. */
  count(event: string): number {
    return this.#process.events.filter((each) => each.event === event).length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.kill()
    await this.#network[Symbol.asyncDispose]()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** A literal of Java and BeanShell. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

async function within<T>(work: Promise<T>, what: string, soFar = () => ''): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`not within ${PATIENCE_MS / 1000} s: ${what}\nso far: ${soFar()}`)),
      PATIENCE_MS,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
