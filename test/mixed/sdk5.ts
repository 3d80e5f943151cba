import type { TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from '../sdk5/client.ts'
import type { Anything } from '../sdk5/load-kit.ts'
import { type Content, Participant, type Shown, type Target, textOf } from './participant.ts'

/** A client of SDK 5. */
export class Sdk5 extends Participant {
  readonly #client: Client

  private constructor(user: string, client: Client) {
    super(user)
    this.#client = client
  }

  static async open(server: TestServer, user: string): Promise<Sdk5> {
    return new Sdk5(user, await openClient(server, user, { options: { enableDeliveryReceipt: true } }))
  }

  async send(content: Content, to: Target): Promise<string> {
    return (await this.#chat.sendMessage(this.#message(content, to))).msgServerId
  }

  override readonly edit = (messageId: string, msg: string, to: Target): Promise<unknown> => {
    const message = this.#message({ type: 'txt', msg }, to)
    return this.#chat.modifyMessage({ ...conversation(to), messageId, message })
  }

  recall(messageId: string, to: Target): Promise<unknown> {
    return this.#chat.recallMessage({ ...conversation(to), messageId })
  }

  read(messageId: string, to: Target): Promise<unknown> {
    return this.#chat.sendMessageReadReceipts({ ...conversation(to), messageIds: [messageId] })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]()
  }

  protected reported(): (() => Promise<Shown>)[] {
    return this.#client.events.flatMap(({ name, payload }) => {
      if (name === 'onMessageReadReceipts') return (payload as Anything[]).flatMap(receipts)
      const report = reports[name]
      return report ? [() => report(payload, this.#chat)] : []
    })
  }

  get #chat(): Anything {
    return this.#client.sdk.chatManager
  }

  #message(content: Content, to: Target): Anything {
    const [chat, common] = [this.#chat, conversation(to)]
    switch (content.type) {
      case 'txt': {
        const { msg, ext, asksForReceipts: needReadReceipt } = content
        return chat.createTextMessage({ ...common, content: msg, ext, needReadReceipt })
      }
      case 'loc': {
        const { lat: latitude, lng: longitude, addr: address } = content
        return chat.createLocationMessage({ ...common, latitude, longitude, address })
      }
      case 'cmd':
        return chat.createCmdMessage({ ...common, action: content.action })
      case 'custom':
        return chat.createCustomMessage({ ...common, event: content.event, params: content.params })
      case 'combine': {
        const { texts, ...combined } = content
        const messageList = this.#client.events.flatMap(({ name, payload }) =>
          name === 'onMessage' && texts.includes(payload.body.content) ? [payload] : [],
        )
        return chat.createCombineMessage({ ...common, ...combined, messageList })
      }
      default: {
        const { type, filename, bytes } = content
        const file = { ...common, filename, data: new File([bytes], filename ?? ''), duration: 7 }
        if (type === 'audio') return chat.createVoiceMessage(file)
        if (type === 'video') return chat.createVideoMessage(file)
        if (type === 'file') return chat.createFileMessage(file)
        // Of other pictures it draws a smaller copy, on a canvas that is not here.
        return chat.createImageMessage({ ...file, isOriginalImage: true, width: 1, height: 1 })
      }
    }
  }
}

const conversation = ({ chat, id }: Target) => ({
  conversationId: id,
  conversationType: chat === 'group' ? 'groupChat' : 'singleChat',
})

const receipts = ({ messageIds, receiptDetails }: Anything): (() => Promise<Shown>)[] =>
  messageIds.map((id: string) => {
    const counted = receiptDetails?.find(({ messageId }: Anything) => messageId === id)
    return async (): Promise<Shown> => ({ shows: 'read', id, ...(counted && { readers: counted.count }) })
  })

const reports: Readonly<Record<string, (payload: Anything, chat: Anything) => Promise<Shown>>> = {
  onMessage: async (message, chat) => {
    const { msgServerId: id, from } = message
    return { shows: 'message', id, from, content: await read(message, chat) }
  },
  onMessageUpdated: async ({ messageId: id, message }) => ({ shows: 'edit', id, msg: message.body.content }),
  onMessageRecalled: async ({ messageId: id }) => ({ shows: 'recall', id }),
  onMessageDelivered: async ({ messageId: id }) => ({ shows: 'delivered', id }),
}

async function read(message: Anything, chat: Anything): Promise<Content> {
  const { type, body, ext, needReadReceipt } = message
  switch (type) {
    case 'text':
      return {
        type: 'txt',
        msg: body.content,
        ...(Object.keys(ext).length > 0 && { ext }),
        ...(needReadReceipt && { asksForReceipts: true }),
      }
    case 'location':
      return { type: 'loc', lat: body.latitude, lng: body.longitude, addr: body.address }
    case 'cmd':
      return { type, action: body.action }
    case 'custom':
      return { type, event: body.event, params: body.params }
    case 'combine': {
      const { title, summary } = body
      const inner: Anything[] = await chat.downloadAndParseCombineMessage({ message })
      return { type, title, summary, texts: inner.map((each) => each.body.content) }
    }
    default: {
      const bytes = await textOf(type === 'image' ? body.originalImageUrl : body.url, body.secret)
      const names = { image: 'img', voice: 'audio', video: 'video', file: 'file' } as const
      return { type: names[type as keyof typeof names], filename: body.filename, bytes }
    }
  }
}
