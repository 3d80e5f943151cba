import type { ChannelCache } from '../domain/channels/channel-cache.ts'
import { Speakers } from '../domain/channels/speakers.ts'
import type { Correspondence } from '../domain/contacts/correspondence.ts'
import type { EventEncoder } from '../domain/events/event-encoder.ts'
import type { Journal } from '../domain/log/journal.ts'
import { type Audience, Broadcasts } from '../domain/messages/broadcasts.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import type { Screening } from '../domain/messages/screening.ts'
import { Sending } from '../domain/messages/sending.ts'
import { GroupReceipts } from '../domain/receipts/group-receipts.ts'
import { Receipts } from '../domain/receipts/receipts.ts'
import type { Stores } from '../domain/stores.ts'
import { ThreadNews } from '../domain/threads/thread-news.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'

/** Sending, and saying what has been read. */
export function openMessages(core: {
  stores: Stores
  journal: Journal
  ids: IdGenerator
  codec: MessageCodec
  encoder: EventEncoder
  cache: ChannelCache
  correspondence: Correspondence
  audience: Audience
  screening: Screening | undefined
}): { sending: Sending; broadcasts: Broadcasts; receipts: Receipts; groupReceipts: GroupReceipts } {
  const { stores, journal, ids, codec, encoder, cache, correspondence, audience, screening } = core
  const news = new ThreadNews({ store: stores.threads, journal, ids, encoder })
  const speakers = new Speakers(cache)
  const sending = new Sending({ journal, ids, codec, correspondence, speakers, news, screening })
  const receipts = new Receipts(journal, ids, stores.conversations)
  const { logs, readers, users } = stores
  return {
    sending,
    broadcasts: new Broadcasts(sending, audience, users, ids),
    receipts,
    groupReceipts: new GroupReceipts({ cache, logs, readers, receipts, codec }),
  }
}
