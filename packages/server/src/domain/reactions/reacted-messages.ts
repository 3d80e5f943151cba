import type { MessageCodec } from '../messages/message-codec.ts'
import type { Reaction, ReactionStore } from './reaction-store.ts'

/** What is read of a message for showing it. */
interface Shown {
  id: number
  payload: Uint8Array
  reacted?: true
  /** As the user sees them, where they have been read with the message. */
  reactions?: readonly Reaction[]
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
    if (!messages.some(({ reacted }) => reacted)) return messages
    const unread = messages.flatMap(({ id, reacted, reactions }) => (reacted && !reactions ? [id] : []))
    const found = unread.length > 0 ? await this.#store.of(app, user, unread) : undefined
    return messages.map((message) => {
      const reactions = message.reactions ?? found?.get(message.id)
      if (!reactions) return message
      return { ...message, payload: this.#codec.withReactions(message.payload, reactions) }
    })
  }
}
