import type { ChannelCache } from '../domain/channels/channel-cache.ts'
import { MessagePurges } from '../domain/history/message-purges.ts'
import type { Journal } from '../domain/log/journal.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import { MessageFiles } from '../domain/recall/message-files.ts'
import { Recalls } from '../domain/recall/recalls.ts'
import type { Stores } from '../domain/stores.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'

/** Wires the removal of messages: single ones by their senders, many at once by the app. */
export function openRecalls({
  stores,
  journal,
  ids,
  codec,
  cache,
}: {
  stores: Stores
  journal: Journal
  ids: IdGenerator
  codec: MessageCodec
  cache: ChannelCache
}): {
  recalls: Recalls
  messagePurges: MessagePurges
} {
  const files = new MessageFiles(stores.files, codec)
  return {
    recalls: new Recalls({ logs: stores.logs, journal, ids, files, codec, cache }),
    messagePurges: new MessagePurges(stores, files, ids.clock),
  }
}
