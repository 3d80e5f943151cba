import { once } from 'node:events'
import type { TestServer } from '../harness/test-server.ts'
import { loadSdkInto } from '../sdk/load-sdk.ts'
import { XMLHttpRequest } from '../sdk/xml-http-request.ts'
import type { Anything } from '../sdk-calls/stage.ts'
import {
  addressed,
  type Content,
  type FileType,
  Participant,
  pageFile,
  type Shown,
  type Target,
  textOf,
} from './participant.ts'
import { commonReports, message, type Report, text } from './web-reports.ts'

/** A client of easemob-websdk 3.6.3: callbacks instead of promises, one client per page. */
export class Web3 extends Participant {
  readonly #connection: Anything
  readonly #Message: Anything
  readonly #apiUrl: string
  readonly #events: { name: string; payload: Anything }[] = []

  private constructor(server: TestServer, user: string) {
    super(user)
    this.#apiUrl = server.url
    // This build looks for it in its realm's global object, which our page cannot stand in for.
    Object.assign(globalThis, { XMLHttpRequest })
    const { connection, message } = loadSdkInto({}, 'easemob-websdk-3.6') as Anything
    this.#Message = message
    this.#connection = new connection({
      appKey: 'acme#chat',
      apiUrl: server.url,
      url: `${server.url}/ws`,
      isHttpDNS: false,
      https: false,
      delivery: true,
    })
  }

  static async open(server: TestServer, user: string): Promise<Web3> {
    const accessToken = await server.userToken(user)
    const client = new Web3(server, user)
    await client.#open({ user, accessToken, appKey: 'acme#chat', apiUrl: server.url })
    return client
  }

  send(content: Content, to: Target): Promise<string> {
    return this.#send(content.type, this.#own(content), to)
  }

  recall(mid: string, to: Target): Promise<unknown> {
    const { chatType: type, to: name } = addressed(to)
    return new Promise((success, fail) =>
      this.#connection.recallMessage({ mid, to: name, type, success, fail }),
    )
  }

  read(id: string, to: Target): Promise<unknown> {
    const forGroup = to.chat === 'group' && { msgConfig: { allowGroupAck: true }, ackContent: 'seen' }
    return this.#send('read', { id, ...forGroup }, to)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { sock } = this.#connection
    const closed = once(sock, 'close')
    this.#connection.close()
    await closed
  }

  protected reported(): (() => Promise<Shown>)[] {
    return this.#events.map(
      ({ name, payload }) =>
        () =>
          reports[name]!(payload, this.#connection),
    )
  }

  #open(login: object): Promise<void> {
    return new Promise((resolve, reject) => {
      const record = (name: string) => (payload: Anything) => this.#events.push({ name, payload })
      const recorders = Object.keys(reports).map((name) => [name, record(name)])
      this.#connection.listen({ ...Object.fromEntries(recorders), onOpened: resolve, onError: reject })
      this.#connection.open(login)
    })
  }

  #send(type: string, fields: object, to: Target): Promise<string> {
    return new Promise((resolve, fail) => {
      const outcome = { success: (_: string, id: string) => resolve(id), fail, onFileUploadError: fail }
      const message = new this.#Message(type === 'loc' ? 'location' : type, this.#connection.getUniqueId())
      message.set({ apiUrl: this.#apiUrl, ...addressed(to), ...fields, ...outcome })
      // Receipts do not keep these.
      Object.assign(message.body, { ...addressed(to), ...outcome })
      this.#connection.send(message.body)
    })
  }

  #own(content: Content): object {
    switch (content.type) {
      case 'txt': {
        const { asksForReceipts: allowGroupAck, ...text } = content
        return allowGroupAck ? { ...text, msgConfig: { allowGroupAck } } : text
      }
      case 'custom':
        return { customEvent: content.event, customExts: content.params }
      case 'loc':
      case 'cmd':
        return content
      case 'combine':
        throw new Error('3.6.3 has no combined messages')
      default: {
        const { filename = '', bytes } = content
        return { filename, file: pageFile(filename, bytes), length: 7 }
      }
    }
  }
}

const file = (type: FileType) =>
  message(async ({ filename, url }) => ({ type, filename, bytes: await textOf(url) }))

const reports: Readonly<Record<string, Report>> = {
  ...commonReports,
  onTextMessage: text('data'),
  onPictureMessage: file('img'),
  onAudioMessage: file('audio'),
  onVideoMessage: file('video'),
  onFileMessage: file('file'),
}
