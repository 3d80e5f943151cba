import { isJsonObject, parseJson } from './json/index.ts'
import { ProtocolError } from './protocol-error.ts'

/** What MessageBody.meta says in the name of the server: who edited and reacted, what has been read, where a thread is (msync.md §6.5). */
const OURS = ['edit_msg', 'reaction', 'thread', 'thread_overview', 'isDelivered', 'isRead']

export interface ClientMeta {
  /** What of it may be passed on: the same text, unless something had to go; null when nothing is left. */
  text: string | null
  /** `{"thread":{}}` marks a message to a thread. */
  isForThread: boolean
}

/**
 * Reads the MessageBody.meta of a client; empty text is none to them.
 * @throws ProtocolError when it is no JSON object: the SDKs parse it without asking, and lose the frame.
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
    throw new ProtocolError('meta that is no JSON', { cause })
  }
  if (!isJsonObject(meta)) throw new ProtocolError('meta that is no object')
  return meta
}
