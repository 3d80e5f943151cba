import type { Body, Json } from './body.ts'
import { encodeContent } from './encode-content.ts'
import { encodeKeyValues } from './key-value.ts'
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
  return encode(MessageBody, {
    ...body,
    contents: [{ ...first, text }, ...others],
    meta: untranslated(body.meta),
  })
}

/** Replaces what a message says, or its attributes, or both; translations of what it said before go. Throws ProtocolError. */
export function withSaid(
  payload: Uint8Array,
  { content, ext }: { content?: Body | undefined; ext?: Json | undefined },
): Uint8Array {
  const body = decode(MessageBody, payload)
  return encode(MessageBody, {
    ...body,
    ...(ext && { ext: encodeKeyValues(ext) }),
    ...(content && { contents: [encodeContent(content)], meta: untranslated(body.meta) }),
  })
}

function untranslated(text: string | null): string | null {
  const { translations, ...meta } = metaOf(text)
  return translations === undefined ? text : JSON.stringify(meta)
}
