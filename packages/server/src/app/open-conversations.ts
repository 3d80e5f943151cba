import type { ChannelCache } from '../domain/channels/channel-cache.ts'
import { Speakers } from '../domain/channels/speakers.ts'
import type { Correspondence } from '../domain/contacts/correspondence.ts'
import { ConversationNotices } from '../domain/conversations/conversation-notices.ts'
import { Conversations } from '../domain/conversations/conversations.ts'
import { MessagePins } from '../domain/conversations/message-pins.ts'
import type { EventEncoder } from '../domain/events/event-encoder.ts'
import { HistoryDeletions } from '../domain/history/history-deletions.ts'
import { Roaming } from '../domain/history/roaming.ts'
import type { Journal } from '../domain/log/journal.ts'
import type { ShownMessages } from '../domain/messages/shown-messages.ts'
import { ReactableMessages } from '../domain/reactions/reactable-messages.ts'
import { Reactions } from '../domain/reactions/reactions.ts'
import type { Stores } from '../domain/stores.ts'
import type { Users } from '../domain/users/users.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'

/** Wires what each user sees of their own conversations. */
export function openConversations(core: {
  stores: Stores
  journal: Journal
  ids: IdGenerator
  encoder: EventEncoder
  cache: ChannelCache
  correspondence: Correspondence
  shown: ShownMessages
  users: Users
}): {
  conversations: Conversations
  messagePins: MessagePins
  roaming: Roaming
  historyDeletions: HistoryDeletions
  reactions: Reactions
} {
  const { stores, journal, ids, cache, encoder, correspondence, shown, users } = core
  const [store, { clock }] = [stores.reactions, ids]
  const messages = new ReactableMessages({
    ...{ store: stores.roaming, cache, correspondence, users },
    speakers: new Speakers(cache, clock),
  })
  const notices = new ConversationNotices(ids, encoder)
  return {
    conversations: new Conversations({ store: stores.conversations, journal, notices, shown, clock }),
    messagePins: new MessagePins({
      store: stores.pins,
      logs: stores.logs,
      history: stores.roaming,
      journal,
      cache,
      notices,
      shown,
      clock,
    }),
    roaming: new Roaming({ store: stores.roaming, logs: stores.logs, cache, shown }),
    reactions: new Reactions({ store, messages, journal, ids, encoder }),
    historyDeletions: new HistoryDeletions({ store: stores.roaming, journal, cache, notices, ids }),
  }
}
