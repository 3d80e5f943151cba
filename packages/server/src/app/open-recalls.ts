import { decodeMessageBody, ProtocolError } from '@ringpost/protocol'
import { MessagePurges } from '../domain/history/message-purges.ts'
import type { Journal } from '../domain/log/journal.ts'
import { MessageFiles } from '../domain/recall/message-files.ts'
import { Recalls } from '../domain/recall/recalls.ts'
import type { Stores } from '../domain/stores.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'

const FILE_URL = /\/chatfiles\/([0-9a-f-]{36})(?:\?|$)/

/** What takes messages away: one by one as their senders wish, or many as the app does. */
export function openRecalls({
  stores,
  journal,
  ids,
}: {
  stores: Stores
  journal: Journal
  ids: IdGenerator
}): {
  recalls: Recalls
  messagePurges: MessagePurges
} {
  const files = new MessageFiles(stores.files, filesOf)
  return {
    recalls: new Recalls({ logs: stores.logs, journal, ids, files }),
    messagePurges: new MessagePurges(stores, files),
  }
}

/** Ids of the files that the content of a message points to; whether they are ours, and whose, is not looked at. */
function filesOf(payload: Uint8Array): string[] {
  try {
    const { content } = decodeMessageBody(payload)
    if (content === null) return []
    const urls = [...('url' in content ? [content.url] : []), ...('thumb' in content ? [content.thumb] : [])]
    return [...new Set(urls.flatMap((url) => FILE_URL.exec(url ?? '')?.[1] ?? []))]
  } catch (error) {
    if (error instanceof ProtocolError) return []
    throw error
  }
}
