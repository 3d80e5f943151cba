import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** ms that a client gets to notice an answer that came before it had sent everything. */
const LINGER_MS = 10_000

/**
 * Answers a request whose body is not wanted any more, and ends the connection. Closing at once would reset it, and the
 * client, still sending, would never see the answer: so what comes is dropped until it stops, but not for long.
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
