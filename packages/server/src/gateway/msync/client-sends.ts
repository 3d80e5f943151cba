import { ApiError } from '@ringpost/contract'
import {
  BodyType,
  isConference,
  type MessageBodyPeek,
  Namespace,
  peekMessageBody,
  type SendFrame,
} from '@ringpost/protocol'
import type { Person } from '../../domain/actor.ts'
import type { Caller } from '../../domain/caller.ts'
import type { EditRequest, Edits } from '../../domain/edits/edits.ts'
import type { Sending } from '../../domain/messages/sending.ts'
import type { Recalls } from '../../domain/recall/recalls.ts'
import { foldUserName, isLegalUserName } from '../../domain/users/user-name.ts'
import type { Accepted } from './accepted.ts'
import { type ChannelActServices, ChannelActs } from './channel-acts.ts'
import { ClientMessages } from './client-messages.ts'
import { ClientReceipts, type ReceiptServices } from './client-receipts.ts'
import { editRequest, editResult } from './edit-frame.ts'
import { fingerprint } from './fingerprint.ts'
import { requireOwnApp } from './own-app.ts'
import { recallRequest } from './recall-frame.ts'
import { actOnRoster, type RosterActs } from './roster-acts.ts'
import type { SessionFacts } from './session-facts.ts'

export interface SendServices extends ChannelActServices, ReceiptServices, RosterActs {
  readonly sending: Sending
  readonly recalls: Recalls
  readonly edits: Edits
}

/** What a device sends: messages, receipts, recalls, edits, and acts on contacts, groups and rooms. */
export class ClientSends {
  readonly #facts: SessionFacts
  readonly #caller: Caller<Person>
  readonly #services: SendServices
  readonly #messages: ClientMessages
  readonly #receipts: ClientReceipts
  readonly #channels: ChannelActs

  constructor(facts: SessionFacts, caller: Caller<Person>, services: SendServices) {
    this.#facts = facts
    this.#caller = caller
    this.#services = services
    this.#messages = new ClientMessages(facts, caller, services.sending)
    this.#receipts = new ClientReceipts(facts, services)
    this.#channels = new ChannelActs(facts, caller, services)
  }

  /**
   * Starts what the frame asks for; messages of one conversation keep their order, because nothing waits before their
   * append.
   */
  accept(frame: SendFrame): Promise<Accepted> {
    const { app, user, resource } = this.#facts
    if (frame.isTooLarge) throw new ApiError('send.too_large')
    requireOwnApp(app, [frame.to])
    // An act is passed on to everybody in a room, or to all invited; for messages attributes count too, once encoded.
    if (frame.namespace !== Namespace.CHAT && frame.payload.length > app.settings.messageBytes)
      throw new ApiError('send.too_large')
    if (frame.namespace === Namespace.ROSTER) return this.#actOnRoster(frame)
    if (frame.namespace === Namespace.MUC) return this.#channels.act(frame)
    if (frame.namespace !== Namespace.CHAT)
      throw new ApiError('route.not_built', { operation: 'this act over the socket' })
    const body = peekMessageBody(frame.payload)
    requireOwnApp(app, body.jids)
    const to = frame.to?.name ?? body.to
    if (!to) throw new ApiError('send.to_empty')
    // The SDK shows the sender from the payload: nobody may write as somebody else (msync.md §6.1).
    if (body.from !== null && foldUserName(body.from) !== user) throw new ApiError('send.from_foreign')
    // The client's id grows with time: as a prefix, it keeps the index of origins growing at its end.
    const origin = `${frame.id}/${fingerprint(frame)}/${user}/${resource}`
    if (body.type === BodyType.RECALL)
      return this.#services.recalls.recall(this.#caller, recallRequest(frame, body, user, origin))
    if (body.type === BodyType.EDIT) return this.#edit(editRequest(frame, body, user, origin))
    if (frame.to !== null && isConference(frame.to)) return this.#toChannel(frame, body, to, origin)
    if (!isLegalUserName(to)) throw new ApiError('user.username_illegal', { username: to })
    return body.type === BodyType.CHAT
      ? this.#messages.toUser(frame, body, foldUserName(to), origin)
      : this.#receipts.toUser(body, foldUserName(to), origin)
  }

  #toChannel(frame: SendFrame, body: MessageBodyPeek, id: string, origin: string): Promise<Accepted> {
    switch (body.type) {
      case BodyType.GROUP_CHAT:
        return this.#messages.toChannel('group', id, frame, body, origin)
      case BodyType.CHAT_ROOM:
        return this.#messages.toChannel('room', id, frame, body, origin)
      default:
        return this.#receipts.inChannel(frame, body, id, origin)
    }
  }

  async #edit(request: EditRequest): Promise<Accepted> {
    const edited = await this.#services.edits.edit(this.#caller, request)
    return { ...edited, metas: [editResult(this.#facts, edited)] }
  }

  async #actOnRoster(frame: SendFrame): Promise<Accepted> {
    const untold = await actOnRoster(this.#services, this.#caller, frame.payload)
    return { id: this.#services.ids.next(), time: this.#services.ids.clock.now(), ...(untold && { untold }) }
  }
}
