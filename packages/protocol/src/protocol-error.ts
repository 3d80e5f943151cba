/**
 * A peer's bytes are not what the protocol says: garbage, a truncated frame, a missing mandatory field, a 64-bit number
 * that JavaScript cannot hold exactly. Nothing else is thrown while decoding. The connection that sent them is beyond repair.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}
