import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Device, type DeviceMessage, quote } from '../native/device.ts'
import type { DeviceEvent } from '../native/device-process.ts'
import type { Anything } from '../sdk-calls/stage.ts'
import { type Content, Participant, type Shown, type Target, textOf } from './participant.ts'

/** A client of the Android SDK. Users take turns on one phone: it is a process that takes long to start. */
export class Android extends Participant {
  readonly #phone: Device
  readonly #folder: string
  /** Events of users before this one. */
  readonly #begin: number
  #files = 0

  private constructor(user: string, phone: Device, folder: string) {
    super(user)
    this.#phone = phone
    this.#folder = folder
    this.#begin = phone.events.length
  }

  /** @param folder for the files that it sends. */
  static async open(user: string, phone: Device, folder: string): Promise<Android> {
    const client = new Android(user, phone, folder)
    await phone.login(user)
    return client
  }

  async send(content: Content, { chat, id }: Target): Promise<string> {
    const prepare: string[] = []
    if (chat === 'group') prepare.push('$m.setChatType(EMMessage.ChatType.GroupChat);')
    const creation = await this.#creation(content, quote(id), prepare)
    return this.#phone.send(creation, prepare.join(' '))
  }

  recall(id: string): Promise<unknown> {
    return this.#phone.run(`c.chatManager().recallMessage(c.chatManager().getMessage("${id}"));`)
  }

  read(id: string, to: Target): Promise<unknown> {
    const acknowledgement =
      to.chat === 'group'
        ? `ackGroupMessageRead("${to.id}", "${id}", "seen")`
        : `ackMessageRead("${to.id}", "${id}")`
    return this.#phone.run(`c.chatManager().${acknowledgement};`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#phone.logout()
  }

  protected reported(): (() => Promise<Shown>)[] {
    return this.#phone.events.slice(this.#begin).flatMap(shown)
  }

  /** An expression that creates the message. @param prepare takes what is to be done with it before it is sent. */
  async #creation(content: Content, to: string, prepare: string[]): Promise<string> {
    const ofType = (type: string) => {
      prepare.push(`$m.setTo(${to});`)
      return `EMMessage.createSendMessage(EMMessage.Type.${type})`
    }
    switch (content.type) {
      case 'txt':
        for (const [name, value] of Object.entries(content.ext ?? {}))
          prepare.push(`$m.setAttribute(${quote(name)}, ${java(value)});`)
        if (content.asksForReceipts) prepare.push('$m.setIsNeedGroupAck(true);')
        return `EMMessage.createTxtSendMessage(${quote(content.msg)}, ${to})`
      case 'cmd':
        prepare.push(`$m.setBody(new EMCmdMessageBody(${quote(content.action)}));`)
        return ofType('CMD')
      case 'custom':
        prepare.push(`body = new EMCustomMessageBody(${quote(content.event)}); params = new HashMap();`)
        for (const [name, value] of Object.entries(content.params))
          prepare.push(`params.put(${quote(name)}, ${quote(value)});`)
        prepare.push('body.setParams(params); $m.setBody(body);')
        return ofType('CUSTOM')
      case 'loc':
        return `EMMessage.createLocationSendMessage(${content.lat}, ${content.lng}, ${quote(content.addr)}, ${to})`
      case 'combine':
        throw new Error('3.9.2 has no combined messages')
      default: {
        const path = quote(await this.#write(content.filename ?? '', content.bytes))
        if (content.type === 'img') return `EMMessage.createImageSendMessage(${path}, true, ${to})`
        if (content.type === 'audio') return `EMMessage.createVoiceSendMessage(${path}, 7, ${to})`
        if (content.type === 'file') return `EMMessage.createFileSendMessage(${path}, ${to})`
        const thumbnail = quote(await this.#write('thumbnail.png', 'a still'))
        return `EMMessage.createVideoSendMessage(${path}, ${thumbnail}, 7, ${to})`
      }
    }
  }

  async #write(name: string, bytes: string): Promise<string> {
    const folder = join(this.#folder, `${++this.#files}`)
    await mkdir(folder)
    await writeFile(join(folder, name), bytes)
    return join(folder, name)
  }
}

/** The value of an attribute. */
function java(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  return typeof value === 'object' ? `new org.json.JSONObject(${quote(JSON.stringify(value))})` : `${value}`
}

/** The SDK hands objects out as their JSON. */
function parsed(ext: DeviceMessage['ext']): object {
  const isJson = (value: unknown) => typeof value === 'string' && value.startsWith('{')
  const values = Object.entries(ext).map(([name, value]) => [name, isJson(value) ? JSON.parse(value) : value])
  return Object.fromEntries(values)
}

/** What a call of a listener shows. */
function shown({ event, args: [list] }: DeviceEvent): (() => Promise<Shown>)[] {
  const each = (show: (one: Anything) => Shown | Promise<Shown>) =>
    list.map((one: Anything) => async () => show(one))
  switch (event) {
    case 'message.onMessageReceived':
    case 'message.onCmdMessageReceived':
      return each(async (message: DeviceMessage) => {
        return { shows: 'message', id: message.id, from: message.from, content: await read(message) }
      })
    case 'message.onMessageDelivered':
      return each(({ id }) => ({ shows: 'delivered', id }))
    case 'message.onMessageRead':
      return each(({ id }) => ({ shows: 'read', id }))
    case 'message.onGroupMessageRead':
      return each(({ message: id, count: readers }) => ({ shows: 'read', id, readers }))
    case 'message.onMessageRecalled':
      return each(({ id }) => ({ shows: 'recall', id }))
    default:
      return []
  }
}

const files = { IMAGE: 'img', VOICE: 'audio', VIDEO: 'video', FILE: 'file' } as const

async function read(message: DeviceMessage): Promise<Content> {
  const { type, ext, asksForReceipts, text = '', action = '', event = '', params = {} } = message
  const { lat = 0, lng = 0, address = '', fileName = '', url = '', secret = '' } = message
  switch (type) {
    case 'TXT':
      return {
        type: 'txt',
        msg: text,
        ...(Object.keys(ext).length > 0 && { ext: parsed(ext) }),
        ...(asksForReceipts && { asksForReceipts }),
      }
    case 'CMD':
      return { type: 'cmd', action }
    case 'CUSTOM':
      return { type: 'custom', event, params }
    case 'LOCATION':
      return { type: 'loc', lat, lng, addr: address }
    default:
      return {
        type: files[type as keyof typeof files],
        filename: fileName,
        bytes: await textOf(url, secret),
      }
  }
}
