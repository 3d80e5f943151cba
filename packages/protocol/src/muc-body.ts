import { type JidFields, MucBody, type MucBodyFields } from './msync.generated.js'
import type { MucOperation } from './numbers.ts'
import { decode, encode } from './wire.ts'
import { checkWire } from './wire-check.ts'

/** Fields that the SDK reads without checking (trap 17). Thread operations are THREAD_*, 33 to 40. */
export type MucBodyInput = MucBodyFields & { muc: JidFields; operation: MucOperation; from: JidFields } & (
    | { isThread?: false }
    | { isThread: true; parent: JidFields }
  )

/** Meta.payload in namespace MUC: an event of a group, room or thread. */
export function encodeMucBody(body: MucBodyInput): Uint8Array {
  return encode(MucBody, body)
}

/** Decodes one from a client: web SDKs send JOIN and LEAVE of rooms (msync.md §7.3). Throws ProtocolError. */
export function decodeMucBody(payload: Uint8Array): MucBody {
  checkWire(payload, 'MucBody')
  return decode(MucBody, payload)
}
