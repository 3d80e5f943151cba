import { metaOf } from './message-meta.ts'
import { MessageBody } from './msync.generated.js'
import { decode, encode } from './wire.ts'

/**
 * Replaces the text of a message, or of an edit, and leaves out its translations, which say what it said before. Throws
 * ProtocolError.
 */
export function withText(payload: Uint8Array, text: string): Uint8Array {
  const body = decode(MessageBody, payload)
  const [first, ...others] = body.contents
  const { translations, ...meta } = metaOf(body.meta)
  return encode(MessageBody, {
    ...body,
    contents: [{ ...first, text }, ...others],
    meta: translations === undefined ? body.meta : JSON.stringify(meta),
  })
}
