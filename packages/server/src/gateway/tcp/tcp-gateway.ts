import type { Socket } from 'node:net'
import type { ConnectionServices } from '../msync/connection.ts'
import { Connections, type ConnectionTimes } from '../msync/connections.ts'
import { MAX_MESSAGE_BYTES } from '../msync/msync-gateway.ts'
import { NORMAL_CLOSE, TOO_LARGE } from '../msync/transport.ts'
import { FrameSplitter } from './frame-splitter.ts'
import { TcpTransport } from './tcp-transport.ts'

/** ms of silence after which the system checks whether the client's machine is still there. */
const KEEP_ALIVE_MS = 60_000

/** Entry for native SDKs: MSYNC frames over TCP, each after its length. */
export class TcpGateway {
  readonly #connections: Connections

  constructor(services: ConnectionServices, times?: ConnectionTimes) {
    this.#connections = new Connections(services, times)
  }

  /** Takes over a connection, which may be half-closed. `address`: of the client. */
  open(socket: Socket, address: string): void {
    if (this.#connections.closed) {
      socket.destroy()
      return
    }
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    const transport = new TcpTransport(socket, this.#connections.onSlow)
    const connection = this.#connections.open(transport, address)
    const frames = new FrameSplitter(MAX_MESSAGE_BYTES)
    const read = (chunk: Buffer) => {
      if (frames.split(chunk, (frame) => connection.receive(frame))) return
      // What follows is not a frame and is discarded.
      socket.off('data', read).resume()
      connection.shut(TOO_LARGE)
    }
    socket.on('data', read)
    // Native clients leave without a word (native.md §2.3); what was accepted is answered, in case a client merely has
    // no more to send.
    socket.on('end', () => connection.shut(NORMAL_CLOSE))
    socket.on('error', () => connection.failed())
    socket.on('close', () => connection.closed())
  }

  /** See {@link Connections.close}. */
  close(): Promise<void> {
    return this.#connections.close()
  }
}
