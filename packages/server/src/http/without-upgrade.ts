import type { IncomingMessage } from 'node:http'

/** Headers and tokens that belong to an upgrade. */
const UPGRADE_TOKENS = new Set(['upgrade', 'http2-settings'])

/**
 * Whether a request asks for a WebSocket. `Upgrade` is a list of offers of which a server takes one, or none (RFC 9110 §7.8): from
 * then on the header names this one alone, which is how the WebSocket server knows it.
 */
export function takesWebSocket({ headers }: IncomingMessage): boolean {
  const offers = headers.upgrade?.split(',').map((offer) => offer.trim().toLowerCase())
  if (offers?.includes('websocket') !== true) return false
  headers.upgrade = 'websocket'
  return true
}

/** The head of a request, as sent by a client that offers no other protocol. */
export function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    const value = rawHeaders[i + 1]!
    const key = name.toLowerCase()
    if (key !== 'connection' && !UPGRADE_TOKENS.has(key)) lines.push(`${name}: ${value}`)
    if (key !== 'connection') continue
    const kept = value.split(',').filter((token) => !UPGRADE_TOKENS.has(token.trim().toLowerCase()))
    if (kept.length > 0) lines.push(`${name}: ${kept.join(',')}`)
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}
