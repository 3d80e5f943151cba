import type { IdGenerator } from '../../kernel/id-generator.ts'
import { actingDevice } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { ConversationEvent } from '../events/conversation-event.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import { inboxLog } from '../log/log-key.ts'
import { newEntry } from '../log/new-entry.ts'
import type { Peer } from './peer.ts'

/** Builds notices to a user's other devices about acts of one device. */
export class ConversationNotices {
  readonly #ids: IdGenerator
  readonly #encoder: EventEncoder

  constructor(ids: IdGenerator, encoder: EventEncoder) {
    this.#ids = ids
    this.#encoder = encoder
  }

  /** Addressed to the user's inbox; the acting device does not receive it. */
  toDevices(
    caller: Caller,
    user: string,
    conversation: Peer,
    act: Pick<ConversationEvent, 'what' | 'subject' | 'erased'>,
  ): NewEntry {
    return this.inLog(caller, user, conversation, act, { log: inboxLog(user), receiver: user })
  }

  inLog(
    { app, actor }: Caller,
    user: string,
    conversation: Peer,
    act: Pick<ConversationEvent, 'what' | 'subject' | 'erased'>,
    place: Pick<NewEntry, 'log' | 'receiver'>,
  ): NewEntry {
    const at = Date.now()
    const device = actingDevice(actor)
    return newEntry({
      ...place,
      app: app.id,
      id: this.#ids.next(at),
      time: at,
      kind: entryKind.notice,
      sender: user,
      senderDevice: device,
      echo: true,
      payload: this.#encoder.encode(app, { conversation, by: user, device, at, ...act }),
    })
  }
}
