import { decodeMessageBody, ProtocolError } from '@ringpost/protocol'
import type { Journal } from '../domain/log/journal.ts'
import { Recalls } from '../domain/recall/recalls.ts'
import type { Stores } from '../domain/stores.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'

const FILE_URL = /\/chatfiles\/([0-9a-f-]{36})(?:\?|$)/

export function openRecalls(core: { stores: Stores; journal: Journal; ids: IdGenerator }): Recalls {
  return new Recalls({ ...core, filesOf })
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
