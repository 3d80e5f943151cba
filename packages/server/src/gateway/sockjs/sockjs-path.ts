/** Path at which SDKs up to 4.8.1 connect (msync.md §1.1). */
const BASE = '/ws'

/** Meaning of a path below the base. */
export type SockjsPath =
  | { kind: 'info' }
  | { kind: 'websocket' | 'xhr' | 'xhr_streaming' | 'xhr_send'; session: string }

/**
 * Undefined for a path that is not SockJS: an organisation may be named like the base. The first part names a server
 * and is ignored; the second is the client's name for its session.
 */
export function sockjsPath(path: string): SockjsPath | undefined {
  if (path === `${BASE}/info`) return { kind: 'info' }
  const found = /^\/ws\/[^/.]+\/([^/.]+)\/(websocket|xhr|xhr_streaming|xhr_send)$/.exec(path)
  if (found === null) return undefined
  return { kind: found[2] as 'websocket', session: found[1]! }
}
