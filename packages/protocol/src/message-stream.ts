import { MessageBody, StreamChunk } from './msync.generated.js'
import { type StreamState, streamStatus } from './stream-state.ts'
import { decode, encode, guarded, Reader } from './wire.ts'

const STREAM = 0x6a

/**
 * Whether a message is told in pieces, or was: devices do not read it at its place. One that was told in a single piece is not.
 * Throws ProtocolError.
 */
export function isInPieces(payload: Uint8Array): boolean {
  return guarded(() => {
    const reader = Reader.create(payload)
    while (reader.pos < reader.len) {
      const tag = reader.tag()
      if (tag === STREAM) {
        const { status, sequence } = StreamChunk.decode(reader, reader.size())
        return status !== streamStatus.full || sequence !== 0
      }
      reader.skipType(tag & 7)
    }
    return false
  })
}

/** Returns a message with the whole text and the last state of its stream. Throws ProtocolError. */
export function completeMessageBody(payload: Uint8Array, text: string, stream: StreamState): Uint8Array {
  const body = decode(MessageBody, payload)
  return encode(MessageBody, { ...body, contents: [{ ...body.contents[0], text }], stream })
}
