import { editCount, editMessageBody, ProtocolError } from '@ringpost/protocol'
import type { ChannelCache } from '../domain/channels/channel-cache.ts'
import type { Correspondence } from '../domain/contacts/correspondence.ts'
import { Edits } from '../domain/edits/edits.ts'
import type { Journal } from '../domain/log/journal.ts'
import type { Stores } from '../domain/stores.ts'
import { editInfo } from '../gateway/msync/edit-frame.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'

export function openEdits(core: {
  stores: Stores
  journal: Journal
  ids: IdGenerator
  cache: ChannelCache
  correspondence: Correspondence
}): Edits {
  return new Edits({
    ...core,
    countOf: (payload) => readable(() => editCount(payload)) ?? 0,
    apply: (payload, { payload: edit, mergesExt }, edition) =>
      readable(() =>
        editMessageBody(payload, edit, { id: edition.message, mergesExt, info: editInfo(edition) }),
      ),
  })
}

/** What cannot be read has not been edited, and cannot be. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
