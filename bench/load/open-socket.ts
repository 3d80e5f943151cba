import { connect, type Socket } from 'node:net'

/** Read buffer shared by all sockets, which read one at a time. */
const room = Buffer.allocUnsafe(512 * 1024)

export interface SocketAddress {
  port: number
  /** Loopback address to connect from: each has its own range of ports. */
  from?: string
}

/**
 * Connects to this machine.
 * @param take gets what was read, valid only during the call, and returns how many bytes of it it has used; the others are
 *   handed over again together with the next ones.
 */
export function openSocket({ port, from }: SocketAddress, take: (bytes: Buffer) => number): Socket {
  let rest: Buffer | undefined
  return connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    ...(from === undefined ? {} : { localAddress: from }),
    onread: {
      buffer: room,
      callback: (length) => {
        const read = room.subarray(0, length)
        const bytes = rest === undefined ? read : Buffer.concat([rest, read])
        const used = take(bytes)
        // Copied: the buffer belongs to the next socket.
        rest = used < bytes.length ? Buffer.from(bytes.subarray(used)) : undefined
        return true
      },
    },
  })
}
