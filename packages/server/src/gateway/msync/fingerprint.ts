import { crc32 } from 'node:zlib'
import type { SendFrame } from '@ringpost/protocol'

/**
 * Distinguishes sends under the same id: clients number by a clock that may step back and a counter that restarts with
 * the page (trap 16), so only the same content for the same receiver is a repeat.
 */
export function fingerprint({ payload, to, route, ext, directedUsers }: SendFrame): number {
  const around = `${to?.domain} ${to?.name} ${to?.resource} ${route}`
  const lists = ext.length + directedUsers.length === 0 ? '' : JSON.stringify([ext, directedUsers])
  return crc32(around + lists, crc32(payload))
}
