import type { IncomingMessage } from 'node:http'

/** Headers and tokens that belong to an upgrade. */
const UPGRADE_TOKENS = new Set(['upgrade', 'http2-settings'])

/** Whether a request asks for a WebSocket. A server may ignore any other `Upgrade` (RFC 9110 §7.8). */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.trim().toLowerCase() === 'websocket'
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
