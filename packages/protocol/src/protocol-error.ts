/**
 * A peer's bytes violate the protocol: garbage, a truncated frame, a missing mandatory field, a 64-bit number that JavaScript
 * cannot hold exactly. Decoding throws nothing else. The connection that sent them cannot be used any more.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}
