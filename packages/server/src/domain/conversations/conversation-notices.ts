import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Caller } from '../caller.ts'
import type { ConversationEvent } from '../events/conversation-event.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import type { NewEntry } from '../log/entry.ts'
import { inboxLog } from '../log/log-key.ts'
import { type OwnAct, ownNotice } from '../log/own-notice.ts'
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
    caller: Caller,
    user: string,
    conversation: Peer,
    what: Pick<ConversationEvent, 'what' | 'subject' | 'erased'>,
    place: Pick<NewEntry, 'log' | 'receiver'>,
  ): NewEntry {
    const encode = (act: OwnAct) =>
      this.#encoder.encode(caller.app, { conversation, by: user, ...act, ...what })
    return ownNotice(caller, user, this.#ids, encode, place)
  }
}
