import type { Logger } from 'pino'
import type { ChannelCache } from '../domain/channels/channel-cache.ts'
import type { Leases } from '../domain/cluster/leases.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import { Indexer } from '../domain/search/indexer.ts'
import { Searches } from '../domain/search/searches.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import type { Storage } from '../storage/open-storage.ts'
import type { Config } from './config.ts'
import { faultReport } from './fault-report.ts'

/** Search for messages; nothing of it if it is switched off. */
export function openSearch(
  { search, searchExt: extKeys }: Pick<Config, 'search' | 'searchExt'>,
  parts: {
    stores: Storage
    codec: MessageCodec
    cache: ChannelCache
    leases: Leases
    ids: IdGenerator
    hasOthers: boolean
    log: Logger
  },
): { indexer: Indexer | undefined; searches: Searches | undefined } {
  if (search === 'off') return { indexer: undefined, searches: undefined }
  const { stores, log, cache, codec } = parts
  const base = { store: stores.search, index: stores.messageIndex, codec, extKeys }
  const indexer = new Indexer({
    ...base,
    ...parts,
    clock: parts.ids.clock,
    onError: faultReport(log, 'messages not indexed, retrying'),
  })
  return { indexer, searches: new Searches({ ...base, indexer, cache }) }
}
