import { sdkClient } from '../acceptance/sdk-clients.ts'
import type { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
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

/** A client of easemob-websdk 4.x or agora-chat. */
export class Web4 extends Participant {
  readonly #client: Client
  override readonly edit: Participant['edit'] = undefined

  private constructor(user: string, client: Client) {
    super(user)
    this.#client = client
    const connection = client.connection as Anything
    if (typeof connection.modifyMessage === 'function')
      this.edit = (messageId, msg, to) => {
        const modifiedMessage = client.message({ ...addressed(to), type: 'txt', msg })
        return connection.modifyMessage({ messageId, modifiedMessage })
      }
  }

  /** @param sdk package of the build. */
  static async open(server: TestServer, user: string, sdk: string): Promise<Web4> {
    const login = { user, accessToken: await server.userToken(user), sdk, delivery: true }
    return new Web4(user, await sdkClient(server, login))
  }

  async send(content: Content, to: Target): Promise<string> {
    const message = { ...addressed(to), ...this.#own(content) }
    return (await this.#client.send(message as Anything)).serverMsgId
  }

  recall(mid: string, to: Target): Promise<unknown> {
    return this.#client.connection.recallMessage({ mid, ...addressed(to) })
  }

  read(id: string, to: Target): Promise<unknown> {
    const forGroup = to.chat === 'group' && { msgConfig: { allowGroupAck: true }, ackContent: 'seen' }
    return this.#client.send({ type: 'read', id, ...addressed(to), ...forGroup } as Anything)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client.close()
  }

  protected reported(): (() => Promise<Shown>)[] {
    return this.#client.events.flatMap(({ name, payload }) => {
      const show = reports[name]
      return show ? [() => show(payload, this.#client.connection)] : []
    })
  }

  #own(content: Content): object {
    switch (content.type) {
      case 'txt': {
        const { asksForReceipts: allowGroupAck, ...text } = content
        return allowGroupAck ? { ...text, msgConfig: { allowGroupAck } } : text
      }
      case 'custom':
        return { type: 'custom', customEvent: content.event, customExts: content.params }
      case 'combine': {
        const messageList = this.#client.all('onTextMessage').filter(({ msg }) => content.texts.includes(msg))
        return { ...content, messageList }
      }
      case 'loc':
      case 'cmd':
        return content
      default: {
        const { type, filename = '', bytes } = content
        return { type, filename, file: pageFile(filename, bytes), length: 7 }
      }
    }
  }
}

const file = (type: FileType) =>
  message(async ({ filename, url }) => ({ type, ...(filename && { filename }), bytes: await textOf(url) }))

const reports: Readonly<Record<string, Report>> = {
  ...commonReports,
  onTextMessage: text('msg'),
  onImageMessage: file('img'),
  onAudioMessage: file('audio'),
  onVideoMessage: file('video'),
  onFileMessage: file('file'),
  onCombineMessage: message(async ({ title, summary, url, secret }, connection) => {
    const inner: Anything[] = await connection.downloadAndParseCombineMessage({ url, secret })
    return { type: 'combine', title, summary, texts: inner.map(({ msg }) => msg) }
  }),
  onModifiedMessage: async ({ id, msg }) => ({ shows: 'edit', id, msg }),
}
