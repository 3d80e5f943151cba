import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { clearTimeout, setTimeout } from '../kernel/machine-time.ts'

/** ms that a client gets to notice an answer sent before its request was complete. */
const LINGER_MS = 10_000

/**
 * Answers a request whose body is no longer wanted, and ends the connection. Closing at once would reset it, and a client that
 * is still sending would never see the answer, so incoming bytes are discarded for a short time first.
 */
export function dismiss(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  text: string,
): void {
  response.writeHead(status, { ...headers, connection: 'close' }).write(text)
  const end = () => {
    clearTimeout(timer)
    response.end()
  }
  const timer = setTimeout(end, LINGER_MS)
  request.once('end', end).once('close', end).resume()
}
