import { type JidFields, RosterBody, type RosterBodyFields } from './msync.generated.js'
import type { RosterOperation } from './numbers.ts'
import { decode, encode } from './wire.ts'
import { checkWire } from './wire-check.ts'

/** Fields that the SDK reads without checking (trap 17). */
export type RosterBodyInput = RosterBodyFields & {
  operation: RosterOperation
  from: JidFields
  to: readonly [JidFields, ...JidFields[]]
}

/** Meta.payload in namespace ROSTER: a contact event. */
export function encodeRosterBody(body: RosterBodyInput): Uint8Array {
  return encode(RosterBody, body)
}

/** Decodes one from a client: those before 4.7 send operations ADD to ALLOW (msync.md §8). Throws ProtocolError. */
export function decodeRosterBody(payload: Uint8Array): RosterBody {
  checkWire(payload, 'RosterBody')
  return decode(RosterBody, payload)
}
