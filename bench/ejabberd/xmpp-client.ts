import type { ChatClient } from '../harness/chat-target.ts'
import { RawWebSocket } from '../load/raw-web-socket.ts'
import { HOST, ROOMS } from './configuration.ts'

export const PASSWORD = 'bench'
export const RESOURCE = 'bench'

const OPEN = `<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='${HOST}' version='1.0'/>`
const BIND = `<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${RESOURCE}</resource></bind></iq>`

/** Longest time in ms to wait for an answer: a refused login gets none of the expected ones. */
const ANSWER_WITHIN = 15_000
/** One stream in several thousand opens and gets no answer; a client would retry. */
const ATTEMPTS = 3

/** XMPP over WebSocket (RFC 7395), just enough to be online and to count messages. */
export class XmppClient implements ChatClient {
  onMessages: (count: number) => void = () => {}
  readonly user: string
  readonly #socket: RawWebSocket
  #waiting: { text: string; resolve: () => void } | undefined

  private constructor(user: string, socket: RawWebSocket) {
    this.user = user
    this.#socket = socket
    socket.onMessage = (bytes) => this.#receive(bytes)
  }

  /** @throws Error if the server rejects the login. */
  static async login(
    port: number,
    user: string,
    onMessages: (count: number) => void = () => {},
    from?: string,
  ): Promise<XmppClient> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await XmppClient.#login(port, user, onMessages, from)
      } catch (error) {
        if (attempt === ATTEMPTS) throw error
      }
    }
  }

  static async #login(
    port: number,
    user: string,
    onMessages: (count: number) => void,
    from: string | undefined,
  ): Promise<XmppClient> {
    const socket = await RawWebSocket.open({
      port,
      path: '/ws',
      protocol: 'xmpp',
      ...(from === undefined ? {} : { from }),
    })
    const client = new XmppClient(user, socket)
    client.onMessages = onMessages
    try {
      await client.#exchange(OPEN, 'stream:features')
      const credentials = Buffer.from(`\0${user}\0${PASSWORD}`).toString('base64')
      await client.#exchange(
        `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${credentials}</auth>`,
        '<success',
      )
      await client.#exchange(OPEN, 'stream:features')
      await client.#exchange(BIND, `id='bind'`)
      await client.#exchange('<presence/>', '<presence')
    } catch (error) {
      client.close()
      throw error
    }
    return client
  }

  /** Enters a room; resolves once the room has confirmed it. */
  async join(room: string): Promise<void> {
    await this.#exchange(
      `<presence to='${room}@${ROOMS}/${this.user}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`,
      `'110'`,
    )
  }

  close(): void {
    this.#socket.close()
  }

  /** @throws Error if no such answer arrives in time. */
  async #exchange(stanza: string, answer: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting = { text: answer, resolve }
    const timer = setTimeout(() => reject(new Error(`no ${answer} for ${this.user}`)), ANSWER_WITHIN)
    this.#socket.send(stanza)
    try {
      await promise
    } finally {
      clearTimeout(timer)
    }
  }

  #receive(bytes: Buffer): void {
    if (bytes.includes('<body')) this.onMessages(1)
    else if (this.#waiting !== undefined && bytes.includes(this.#waiting.text)) {
      const { resolve } = this.#waiting
      this.#waiting = undefined
      resolve()
    }
  }
}
