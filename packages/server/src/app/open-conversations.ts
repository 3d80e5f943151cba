import type { ChannelCache } from '../domain/channels/channel-cache.ts'
import { ConversationNotices } from '../domain/conversations/conversation-notices.ts'
import { Conversations } from '../domain/conversations/conversations.ts'
import { MessagePins } from '../domain/conversations/message-pins.ts'
import type { EventEncoder } from '../domain/events/event-encoder.ts'
import { HistoryDeletions } from '../domain/history/history-deletions.ts'
import { Roaming } from '../domain/history/roaming.ts'
import type { Journal } from '../domain/log/journal.ts'
import type { Stores } from '../domain/stores.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'

/** Wires what each user sees of their own conversations. */
export function openConversations(core: {
  stores: Stores
  journal: Journal
  ids: IdGenerator
  encoder: EventEncoder
  cache: ChannelCache
}): {
  conversations: Conversations
  messagePins: MessagePins
  roaming: Roaming
  historyDeletions: HistoryDeletions
} {
  const { stores, journal, ids, cache } = core
  const notices = new ConversationNotices(ids, core.encoder)
  return {
    conversations: new Conversations({ store: stores.conversations, journal, notices }),
    messagePins: new MessagePins({ store: stores.pins, logs: stores.logs, journal, cache, notices }),
    roaming: new Roaming({ store: stores.roaming, logs: stores.logs, cache }),
    historyDeletions: new HistoryDeletions({ store: stores.roaming, journal, cache, notices, ids }),
  }
}
