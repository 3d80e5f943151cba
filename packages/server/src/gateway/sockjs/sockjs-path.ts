/** Where the SDKs up to 4.8.1 connect (msync.md §1.1). */
const BASE = '/ws'

/** What a path below the base stands for. */
export type SockjsPath =
  | { kind: 'info' }
  | { kind: 'websocket' | 'xhr' | 'xhr_streaming' | 'xhr_send'; session: string }

/**
 * Undefined for what is no path of SockJS: an organisation may be called like the base. The first part names a server and means
 * nothing to us, the second is the client's name for its session.
 */
export function sockjsPath(path: string): SockjsPath | undefined {
  if (path === `${BASE}/info`) return { kind: 'info' }
  const found = /^\/ws\/[^/.]+\/([^/.]+)\/(websocket|xhr|xhr_streaming|xhr_send)$/.exec(path)
  if (found === null) return undefined
  return { kind: found[2] as 'websocket', session: found[1]! }
}
