import type { Logger } from 'pino'
import type { ChannelCache } from '../domain/channels/channel-cache.ts'
import { Speakers } from '../domain/channels/speakers.ts'
import type { Leases } from '../domain/cluster/leases.ts'
import type { Correspondence } from '../domain/contacts/correspondence.ts'
import type { EventEncoder } from '../domain/events/event-encoder.ts'
import type { Journal } from '../domain/log/journal.ts'
import { BroadcastRunner } from '../domain/messages/broadcast-runner.ts'
import { type Audience, Broadcasts } from '../domain/messages/broadcasts.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import type { Screening } from '../domain/messages/screening.ts'
import { Sending } from '../domain/messages/sending.ts'
import { GroupReceipts } from '../domain/receipts/group-receipts.ts'
import { Receipts } from '../domain/receipts/receipts.ts'
import type { Stores } from '../domain/stores.ts'
import { PieceReader } from '../domain/streams/piece-reader.ts'
import { StreamEnder } from '../domain/streams/stream-ender.ts'
import { Streams } from '../domain/streams/streams.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import type { ThreadCounts } from '../domain/threads/thread-counts.ts'
import { ThreadNews } from '../domain/threads/thread-news.ts'
import type { Users } from '../domain/users/users.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import type { Config } from './config.ts'
import { faultReport } from './fault-report.ts'

/** Sending, and saying what has been read. */
export function openMessages(core: {
  stores: Stores
  users: Users
  journal: Journal
  ids: IdGenerator
  codec: MessageCodec
  encoder: EventEncoder
  cache: ChannelCache
  correspondence: Correspondence
  audience: Audience
  screening: Screening | undefined
  leases: Leases
  apps: AppRegistry
  threadCounts: ThreadCounts
  config: Pick<Config, 'broadcastRate'>
  log: Logger
}): {
  sending: Sending
  broadcasts: Broadcasts
  broadcastRunner: BroadcastRunner
  receipts: Receipts
  groupReceipts: GroupReceipts
  streams: Streams
  pieces: PieceReader
  streamEnder: StreamEnder
} {
  const {
    stores,
    users,
    journal,
    ids,
    codec,
    encoder,
    cache,
    correspondence,
    audience,
    screening,
    threadCounts,
  } = core
  const { clock } = ids
  const news = new ThreadNews({ counts: threadCounts, journal, ids, encoder })
  const speakers = new Speakers(cache, clock)
  const sending = new Sending({
    ...{ journal, ids, codec, correspondence, speakers, users, news, screening },
    histories: stores.roaming,
  })
  const receipts = new Receipts(journal, ids, stores.conversations)
  const broadcastRunner = new BroadcastRunner({
    stores,
    sending,
    leases: core.leases,
    clock,
    appOf: (id) => core.apps.byRow(id),
    rate: core.config.broadcastRate,
    onRefusal: ({ app, id }, error) =>
      core.log.error({ err: error, app, broadcast: id }, 'a broadcast was refused, and has ended'),
    onError: faultReport(core.log, 'broadcasts interrupted, retrying'),
  })
  const { logs, readers } = stores
  const streams = new Streams({ stores, journal, ids, codec, speakers })
  return {
    sending,
    broadcasts: new Broadcasts({
      sending,
      audience,
      store: stores.broadcasts,
      ids,
      wake: () => broadcastRunner.wake(),
    }),
    broadcastRunner,
    receipts,
    groupReceipts: new GroupReceipts({ cache, logs, readers, receipts, codec, clock }),
    streams,
    pieces: new PieceReader(stores.streams, stores.roaming),
    streamEnder: new StreamEnder(streams, clock, faultReport(core.log, 'late streams not ended, retrying')),
  }
}
