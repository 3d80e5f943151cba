import { type Json, type StreamError, streamStatus } from '@ringpost/protocol/body'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Channel } from '../channels/channel.ts'
import type { Doer } from '../facts/doer.ts'
import { entryKind } from '../log/entry.ts'
import type { JournalStep } from '../log/journal.ts'
import { newEntry } from '../log/new-entry.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import type { Stores } from '../stores.ts'
import { pieceEntry } from './piece.ts'
import type { OpenStream, StreamStore } from './stream-store.ts'

/** Pieces read at a time. */
const PAGE = 1000

export interface EndParts {
  stores: Pick<Stores, 'logs' | 'streams'>
  codec: MessageCodec
  ids: IdGenerator
}

/** The last piece of a stream, and why there is none after it. */
export interface StreamEnd {
  text?: string
  ext?: Json | undefined
  finishReason?: number
  channel?: Channel | undefined
  error: StreamError
  by: Doer
}

/** How the message changes when its stream ends, and what its receivers get. */
export interface WholeMessage {
  former: Uint8Array
  payload: Uint8Array
  steps: JournalStep[]
}

/**
 * Returns the end of a stream: the last piece for those who have all others, and an entry by which everybody gets the whole text.
 * Undefined if the message is gone, or went nowhere from the start.
 */
export async function endOf(
  { stores, codec, ids }: EndParts,
  stream: OpenStream,
  { text = '', ext, finishReason = 0, channel, error, by }: StreamEnd,
): Promise<WholeMessage | undefined> {
  const { app, type, pieces } = stream
  const message = await stores.logs.find(app, stream.message)
  if (message?.kind !== entryKind.message) return undefined
  const state = { type, sequence: pieces, status: streamStatus.completed, error, finishReason }
  const last = pieceEntry(codec, stream, { text, ext, state, channel })
  const told = (await textSoFar(stores.streams, codec, stream)) + text
  const full = { ...state, sequence: pieces + 1, status: streamStatus.full }
  const payload = codec.complete(message.payload, told, full)
  const time = ids.clock.now()
  const entry = newEntry({
    app,
    log: message.log,
    id: ids.next(time),
    time,
    kind: entryKind.streamed,
    sender: message.sender,
    receiver: message.receiver,
    payload: encodeReference(message.id),
  })
  const happening = { kind: 'message.streamed', message: message.id, by } as const
  const shown = { payload, shows: { id: message.id, time: message.time } }
  return {
    former: message.payload,
    payload,
    steps: [{ push: { ...last, piece: pieces } }, { store: entry, shown, happening }],
  }
}

async function textSoFar(
  store: StreamStore,
  codec: MessageCodec,
  { app, message, pieces }: OpenStream,
): Promise<string> {
  let text = ''
  for (let from = 0; from < pieces; from += PAGE)
    for (const payload of await store.pieces(app, message, from, PAGE)) {
      const content = codec.read(payload)?.content
      if (content?.type === 'txt') text += content.msg
    }
  return text
}

/** What is stored of an entry of kind `streamed`: the id of the message, whose content may still be edited or recalled. */
function encodeReference(message: number): Uint8Array {
  return Buffer.from(String(message))
}

/** Id of the message that a stored entry of kind `streamed` is about. */
export function decodeReference(payload: Uint8Array): number {
  return Number(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString())
}
