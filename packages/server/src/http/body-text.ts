import { utf8Text } from '@ringpost/protocol/json'

/** Decodes bytes in one character set, dropping a leading byte order mark; undefined for bytes that are invalid in it. */
export type ReadText = (bytes: Buffer) => string | undefined

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i

/** The decoder for a Content-Type. UTF-8 if the header names no character set or an unknown one. */
export function textReader(contentType: string | undefined): ReadText {
  const [, label] = CHARSET.exec(contentType ?? '') ?? []
  const decoder = label === undefined ? undefined : knownDecoder(label)
  if (decoder === undefined || decoder.encoding === 'utf-8') return utf8Text
  return (bytes) => {
    try {
      return decoder.decode(bytes)
    } catch {
      return undefined
    }
  }
}

function knownDecoder(label: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}
