import type { Marks } from '../log/entry.ts'
import type { Reaction, ReactionStore } from '../reactions/reaction-store.ts'
import type { ThreadOverviews } from '../threads/thread-overviews.ts'
import type { MessageCodec } from './message-codec.ts'

/** What is read of a message for showing it. */
interface Shown extends Marks {
  id: number
  payload: Uint8Array
  /** As the user sees them, where they have been read with the message. */
  reactions?: readonly Reaction[]
  /** How far the other side is with a message of the user's. */
  receipt?: 'delivered' | 'read'
}

/**
 * Adds to messages that are about to be shown to a user what others made of them: reactions, the thread that is attached, receipts.
 * Those of a page are read together, and only for messages that are marked.
 */
export class ShownMessages {
  readonly #reactions: ReactionStore
  readonly #overviews: ThreadOverviews
  readonly #codec: MessageCodec

  constructor(parts: { reactions: ReactionStore; overviews: ThreadOverviews; codec: MessageCodec }) {
    this.#reactions = parts.reactions
    this.#overviews = parts.overviews
    this.#codec = parts.codec
  }

  /** Returns the messages as the user sees them; the same ones if none is marked. */
  async shown<Message extends Shown>(
    app: number,
    user: string,
    messages: readonly Message[],
  ): Promise<readonly Message[]> {
    if (!messages.some(({ reacted, threaded, receipt }) => reacted || threaded || receipt)) return messages
    const unread = messages.filter(({ reacted, reactions }) => reacted && reactions === undefined)
    const threaded = messages.filter((each) => each.threaded)
    const [found, threads] = await Promise.all([
      unread.length > 0 ? this.#reactions.of(app, user, unread.map(idOf)) : undefined,
      threaded.length > 0 ? this.#overviews.of(app, user, threaded.map(idOf)) : undefined,
    ])
    return messages.map((message) => {
      const reactions = message.reactions ?? found?.get(message.id)
      const thread = threads?.get(message.id)
      const { receipt } = message
      if (reactions === undefined && thread === undefined && receipt === undefined) return message
      return { ...message, payload: this.#codec.withShown(message.payload, { reactions, thread, receipt }) }
    })
  }
}

function idOf({ id }: Shown): number {
  return id
}
