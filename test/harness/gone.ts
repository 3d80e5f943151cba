import type { Socket } from 'node:net'

/**
 * Resolves when a connection is over, closed or reset: a server that lets a client go while that is still sending resets it, and
 * `once(socket, 'close')` rejects then. Discards what is still to be read.
 */
export function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) return resolve()
    socket.on('error', () => {})
    socket.once('close', () => resolve())
    socket.resume()
  })
}
