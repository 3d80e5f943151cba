import type { MessageCodec } from '../messages/message-codec.ts'
import type { ReactionStore } from './reaction-store.ts'

/** What is read of a message for showing it. */
interface Shown {
  id: number
  payload: Uint8Array
  reacted?: true
}

/** Adds the reactions to messages that are about to be shown to a user. Those of a page are read with one query. */
export class ReactedMessages {
  readonly #store: ReactionStore
  readonly #codec: MessageCodec

  constructor(store: ReactionStore, codec: MessageCodec) {
    this.#store = store
    this.#codec = codec
  }

  /** Returns the messages with what others and the user think of them; the same ones if nobody has reacted to any. */
  async shown<Message extends Shown>(
    app: number,
    user: string,
    messages: readonly Message[],
  ): Promise<readonly Message[]> {
    const reacted = messages.flatMap(({ id, reacted }) => (reacted ? [id] : []))
    if (reacted.length === 0) return messages
    const found = await this.#store.of(app, user, reacted)
    return messages.map((message) => {
      const reactions = message.reacted && found.get(message.id)
      if (!reactions) return message
      return { ...message, payload: this.#codec.withReactions(message.payload, reactions) }
    })
  }
}
