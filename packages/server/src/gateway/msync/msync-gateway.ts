import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Connection, ConnectionServices } from './connection.ts'
import { Connections, type ConnectionTimes } from './connections.ts'
import { base64Messages, binaryMessages, fromBase64 } from './framing.ts'
import { UNSUPPORTED_DATA } from './transport.ts'
import { WebSocketTransport } from './web-socket-transport.ts'

/** Path at which the SDKs from 4.13 on connect (msync.md §1.1). */
export const MSYNC_PATH = '/websocket'

/** Limit on a client's WebSocket message, in bytes. */
export const MAX_MESSAGE_BYTES = 1024 * 1024

/** `autoPong`: pings are answered once per turn, and counted. */
export const SERVER_OPTIONS = {
  noServer: true,
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_BYTES,
  clientTracking: false,
  autoPong: false,
} as const

/** Plain WebSocket entry: every message is one MSYNC frame, either all binary or all base64 text. */
export class MsyncGateway {
  readonly #connections: Connections
  readonly #server = new WebSocketServer(SERVER_OPTIONS)

  constructor(services: ConnectionServices, times?: ConnectionTimes) {
    this.#connections = new Connections(services, times)
  }

  /** Takes over a connection from the HTTP server's `upgrade` event. `address`: of the client. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): void {
    if (this.#connections.closed) {
      socket.destroy()
      return
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, socket, address))
  }

  close(): Promise<void> {
    return this.#connections.close()
  }

  #open(webSocket: WebSocket, socket: Duplex, address: string): void {
    const transport = new WebSocketTransport(webSocket, socket, this.#connections.onSlow)
    const connection = this.#connections.open(transport, address)
    let isFirst = true
    webSocket.on('message', (data: Buffer, isBinary: boolean) => {
      // The client's first message shows which kind it reads.
      if (isFirst && !isBinary) transport.framing = base64Messages
      isFirst = false
      const isExpected = isBinary === (transport.framing === binaryMessages)
      const frame = isExpected ? (isBinary ? data : fromBase64(data.toString('latin1'))) : undefined
      if (frame === undefined) connection.shut(UNSUPPORTED_DATA)
      else connection.receive(frame)
    })
    listen(webSocket, transport, connection)
    webSocket.on('close', () => connection.closed())
  }
}

/** What both kinds of WebSocket share besides messages. */
export function listen(webSocket: WebSocket, transport: WebSocketTransport, connection: Connection): void {
  webSocket.on('ping', (data: Buffer) => {
    transport.answerPing(data)
    connection.note()
  })
  webSocket.on('pong', () => connection.note())
  // A message that is too large or malformed closes with its own code; a broken connection needs none.
  webSocket.on('error', () => connection.failed())
}
