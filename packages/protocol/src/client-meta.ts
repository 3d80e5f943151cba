import { isJsonObject, parseJson } from './json/index.ts'
import { ProtocolError } from './protocol-error.ts'

/** Keys of MessageBody.meta that only the server sets: edits, reactions, receipts, place of a thread (msync.md §6.5). */
const OURS = ['edit_msg', 'reaction', 'thread', 'thread_overview', 'isDelivered', 'isRead']

export interface ClientMeta {
  /** The part that may be passed on: the same text, unless keys were removed; null if nothing is left. */
  text: string | null
  /** `{"thread":{}}` marks a message to a thread. */
  isForThread: boolean
}

/**
 * Reads the MessageBody.meta of a client, for whom empty text means absent.
 * @throws ProtocolError if it is not a JSON object: the SDKs parse it without checking, and lose the frame.
 */
export function readClientMeta(text: string | null): ClientMeta {
  if (!text) return { text, isForThread: false }
  const meta = parse(text)
  const kept = Object.entries(meta).filter(([key]) => !OURS.includes(key))
  const isForThread = Object.hasOwn(meta, 'thread')
  if (kept.length === Object.keys(meta).length) return { text, isForThread }
  return { text: kept.length === 0 ? null : JSON.stringify(Object.fromEntries(kept)), isForThread }
}

function parse(text: string): object {
  let meta: unknown
  try {
    meta = parseJson(text)
  } catch (cause) {
    throw new ProtocolError('meta is not JSON', { cause })
  }
  if (!isJsonObject(meta)) throw new ProtocolError('meta is not an object')
  return meta
}
