/**
 * UTF-8 JSON for NOTIFY payloads and Meta.meta. The SDK rebuilds the text from percent-escapes and writes bytes below
 * 0x10 with one digit, so a raw tab or line break throws there (trap 7): compact text, in which JSON.stringify leaves
 * control characters only as escapes.
 */
export function encodeJsonPayload(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}
