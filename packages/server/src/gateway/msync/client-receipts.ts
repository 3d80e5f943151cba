import { ApiError } from '@ringpost/contract'
import {
  BodyType,
  decodeMessageBody,
  encodeMessageBody,
  type MessageBodyInput,
  type MessageBodyPeek,
  ProtocolError,
  type SendFrame,
} from '@ringpost/protocol'
import { groupLog, pairLog } from '../../domain/log/log-key.ts'
import type { Sent } from '../../domain/messages/draft.ts'
import type { GroupReceipts } from '../../domain/receipts/group-receipts.ts'
import type { Receipt, Receipts } from '../../domain/receipts/receipts.ts'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { SessionFacts } from './session-facts.ts'

/** SDK 5 acknowledges so many messages at once at most (sdk5.md §7). */
const READ_AT_ONCE = 50

export interface ReceiptServices {
  readonly receipts: Receipts
  readonly groupReceipts: GroupReceipts
  readonly ids: IdGenerator
}

/** Receipts of a device: which messages have come to it, and which its user has read. */
export class ClientReceipts {
  readonly #facts: SessionFacts
  readonly #services: ReceiptServices

  constructor(facts: SessionFacts, services: ReceiptServices) {
    this.#facts = facts
    this.#services = services
  }

  /** @throws ApiError `route.not_built` if the body is no receipt to a user. */
  async toUser(body: MessageBodyPeek, to: string, origin: string): Promise<Sent> {
    const log = pairLog(this.#facts.user, to)
    switch (body.type) {
      case BodyType.READ_ACK:
        return this.#each(readIds(body), (message, place) =>
          this.#send(BodyType.READ_ACK, to, `${origin}${place}`, message, { reads: { log, message } }),
        )
      case BodyType.CHANNEL_ACK:
        if (body.sendToPeer)
          return this.#send(BodyType.CHANNEL_ACK, to, origin, null, { reads: { log, message: null } })
        return this.#readAll(body.clearsAll ? null : log, origin, {
          to,
          sendToPeer: false,
          clearsAll: body.clearsAll || undefined,
        })
      case BodyType.DELIVER_ACK: {
        // The message never existed here: nobody needs to be informed.
        if (body.ackId === 0) return this.#nothing()
        const { ackId } = body
        return this.#send(BodyType.DELIVER_ACK, to, origin, ackId, { delivers: ackId ?? 0 })
      }
      default:
        throw new ApiError('route.not_built', { operation: `message type ${body.type} over the socket` })
    }
  }

  /** @throws ApiError `route.not_built` if the body is no receipt in a group or room. */
  async inChannel(frame: SendFrame, body: MessageBodyPeek, id: string, origin: string): Promise<Sent> {
    switch (body.type) {
      case BodyType.READ_ACK:
        return this.#each(readIds(body), (message, place) =>
          this.#readInGroup(frame, id, message, `${origin}${place}`),
        )
      case BodyType.CHANNEL_ACK:
        return this.#readAll(groupLog(id), origin, { to: id })
      default:
        throw new ApiError('route.not_built', { operation: `message type ${body.type} to groups and rooms` })
    }
  }

  /** One receipt for each message, as all clients understand them; the first acknowledges them all. */
  async #each(ids: readonly number[], send: (id: number, place: string) => Promise<Sent>): Promise<Sent> {
    const [first] = await Promise.all(ids.map((id, index) => send(id, index === 0 ? '' : `/${index}`)))
    return first ?? this.#nothing()
  }

  /** @param ackId id of the message that has been read or has come; null or 0: the whole conversation has been read. */
  #send(
    type: BodyType,
    to: string,
    origin: string,
    ackId: number | null,
    about: Pick<Receipt, 'reads' | 'delivers'>,
  ): Promise<Sent> {
    // Written anew: an attribute in a read receipt that is not JSON makes the receiver's SDK throw (trap 14).
    const body = { type, to, ackId: ackId || undefined }
    return this.#services.receipts.send(this.#facts.app, {
      ...this.#receipt(body, origin),
      to,
      echo: type !== BodyType.DELIVER_ACK,
      ...about,
    })
  }

  /** A conversation (null: every conversation) has been read whole: only the user's other devices are told. */
  #readAll(log: string | null, origin: string, body: Omit<MessageBodyInput, 'type' | 'from'>): Promise<Sent> {
    return this.#services.receipts.send(this.#facts.app, {
      ...this.#receipt({ ...body, type: BodyType.CHANNEL_ACK }, origin),
      to: this.#facts.user,
      echo: true,
      reads: { log, message: null },
    })
  }

  /** A message in a group has been read: its sender learns how many have read it (msync.md §6.4). */
  #readInGroup(frame: SendFrame, group: string, message: number, origin: string): Promise<Sent> {
    const { ackContent: note } = decodeMessageBody(frame.payload)
    const { app, user, resource } = this.#facts
    const reads = { log: groupLog(group), message }
    const receipt = { group, message, from: user, fromDevice: resource, origin, echo: true, reads, note }
    return this.#services.groupReceipts.acknowledge(app, receipt)
  }

  #receipt(body: Omit<MessageBodyInput, 'from'>, origin: string) {
    const { user, resource } = this.#facts
    return { from: user, fromDevice: resource, payload: encodeMessageBody({ ...body, from: user }), origin }
  }

  async #nothing(): Promise<Sent> {
    return { id: this.#services.ids.next(), time: this.#services.ids.clock.now() }
  }
}

/** What a read receipt is about, without what was never here. Clients up to 4.x name one message. @throws ProtocolError */
function readIds({ ackId, ackIds }: MessageBodyPeek): readonly number[] {
  if (ackIds.length > READ_AT_ONCE) throw new ProtocolError('too many messages read at once')
  if (ackIds.length === 0 && ackId === null) return [0]
  return (ackIds.length === 0 ? [ackId ?? 0] : ackIds).filter((id) => id !== 0)
}
