import {
  conferenceJid,
  encodeJsonPayload,
  encodeMeta,
  type JidFields,
  type MessageBodyPeek,
  Namespace,
  Route,
  readClientMeta,
  type SendFrame,
  userJid,
} from '@ringpost/protocol'
import type { Person } from '../../domain/actor.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Draft, Sent } from '../../domain/messages/draft.ts'
import type { Sending } from '../../domain/messages/sending.ts'
import { foldUserNames } from '../../domain/users/user-name.ts'
import type { Accepted } from './accepted.ts'
import { encodeAttributes } from './attributes.ts'
import { addressed } from './message-payload.ts'
import type { SessionFacts } from './session-facts.ts'

const REPLACED = encodeJsonPayload({ callback_replace: 1 })

/** Messages of a device. */
export class ClientMessages {
  readonly #facts: SessionFacts
  readonly #caller: Caller<Person>
  readonly #sending: Sending

  constructor(facts: SessionFacts, caller: Caller<Person>, sending: Sending) {
    this.#facts = facts
    this.#caller = caller
    this.#sending = sending
  }

  async toUser(frame: SendFrame, body: MessageBodyPeek, user: string, origin: string): Promise<Accepted> {
    const device = frame.to?.resource || null
    const draft = this.#draft(frame, body, { to: user, origin, addressBytes: device?.length ?? 0 })
    const [sent] = await this.#sending.toUsers(this.#caller, draft, [{ user, device }])
    return this.#accepted(sent!, userJid(this.#facts.app.key, user))
  }

  /** Sends a message to everybody in a group or room, or to some of them (msync.md §5 "directedUsers"). */
  async toChannel(
    kind: 'group' | 'room',
    id: string,
    frame: SendFrame,
    body: MessageBodyPeek,
    origin: string,
  ): Promise<Accepted> {
    const users = frame.route === Route.DIRECT ? foldUserNames(frame.directedUsers) : null
    const draft = this.#draft(frame, body, { to: id, origin, addressBytes: users?.join().length ?? 0 })
    const [sent] = await this.#sending.toChannels(
      this.#caller,
      { ...draft, isLow: kind === 'room' && isLow(frame) },
      { kind: kind === 'group' && readClientMeta(body.meta).isForThread ? 'thread' : kind, ids: [id], users },
    )
    return this.#accepted(sent!, conferenceJid(this.#facts.app.key, id))
  }

  /** What others get instead goes with the answer: SDKs that are told to show it do (msync.md §6.6). */
  #accepted({ id, time, replaced }: Sent, to: JidFields): Accepted {
    if (replaced === undefined) return { id, time }
    const { app, user, resource } = this.#facts
    const from = userJid(app.key, user, resource)
    const words = {
      id,
      from,
      to,
      timestamp: time,
      namespace: Namespace.CHAT,
      payload: replaced,
      meta: REPLACED,
    }
    return { id, time, metas: [encodeMeta(words)] }
  }

  /** @param where `addressBytes`: what the names of a device or of users add to the size of the message. */
  #draft(
    frame: SendFrame,
    body: MessageBodyPeek,
    { to, origin, addressBytes }: { to: string; origin: string; addressBytes: number },
  ): Draft {
    const { user, resource } = this.#facts
    const payload = addressed(frame, body, user, to)
    const attributes = encodeAttributes(frame.ext)
    return {
      from: user,
      fromDevice: resource,
      contentType: body.contentType ?? 0,
      size: payload.length + (attributes?.length ?? 0) + addressBytes,
      stored: frame.route !== Route.ONLINE,
      echo: true,
      attributes,
      origin,
      said: payload,
    }
  }
}

/** Priority of a message to a room (msync.md §5): 0 high, 1 normal, 2 low. */
function isLow({ ext }: SendFrame): boolean {
  return ext.some(({ key, varintValue }) => key === 'chatroom_msg_tag' && varintValue === 2)
}
