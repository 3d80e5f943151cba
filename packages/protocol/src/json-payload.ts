/**
 * Encodes UTF-8 JSON for NOTIFY payloads and Meta.meta. The SDK rebuilds the text from percent-escapes and writes bytes below
 * 0x10 with one digit, so a raw tab or line break throws there (trap 7). JSON.stringify is safe: its compact text contains
 * control characters only as escapes.
 */
export function encodeJsonPayload(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}
