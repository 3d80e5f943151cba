import { utf8Text } from '@ringpost/protocol/json'

/** Text of bytes in one character set; undefined for bytes that are none. A byte order mark in front is no part of it. */
export type ReadText = (bytes: Buffer) => string | undefined

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i

/** How to read the body that a Content-Type labels. UTF-8 without a label, and under one that nobody knows. */
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
