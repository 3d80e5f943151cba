import { ApiError } from '@ringpost/contract'
import { decodeSyncQuery, ProtocolError, SyncErrorCode, type SyncQuery, syncError } from '@ringpost/protocol'
import type { WebSocket } from 'ws'
import { clearTimeout, performance, setTimeout } from '../../kernel/machine-time.ts'
import { isOurs } from '../msync/gateway-status.ts'
import { TOO_MANY_FRAMES } from '../msync/transport.ts'
import { answersTo, type Owner, type SyncServices } from './sync-answers.ts'

/** Of one socket. The SDK asks for three lists and closes. */
const MOST_QUERIES = 16
const INVALID_PAYLOAD = 1007

export interface ConnectionServices extends SyncServices {
  /** Told of errors that are our own fault. */
  onError(error: unknown): void
}

/** ms until a query whose token is valid; as for a login over the other socket. */
const LOGIN_MS = 15_000
/** ms that a client is given to answer the close frame. */
const CLOSING_MS = 2_000

/** One sync socket: queries are answered one after the other, each page when the one before it has left. */
export class SyncConnection {
  readonly gone: Promise<void>
  /** `app/user`, once a token has been checked. */
  owner: string | undefined
  readonly #webSocket: WebSocket
  readonly #token: string
  readonly #services: ConnectionServices
  readonly #onOwner: (connection: SyncConnection, owner: string) => void
  readonly #openedAt = performance.now()
  #queries = 0
  #work: Promise<void> = Promise.resolve()
  /** ms, on the monotonic clock: when something came, or a page left. */
  #lastActAt = performance.now()

  /** @param onOwner called when it turns out whose the connection is. */
  constructor(
    webSocket: WebSocket,
    token: string,
    services: ConnectionServices,
    onOwner: (connection: SyncConnection, owner: string) => void,
  ) {
    this.#webSocket = webSocket
    this.#token = token
    this.#services = services
    this.#onOwner = onOwner
    this.gone = new Promise((resolve) => webSocket.on('close', () => resolve()))
    webSocket.on('message', (data: Buffer) => this.#receive(data))
    // The library closes by itself.
    webSocket.on('error', () => {})
  }

  /** Ends what has been still for too long. Times are ms. */
  expire(now: number, patience: number): void {
    const isStranger = this.owner === undefined && now - this.#openedAt > LOGIN_MS
    if (isStranger || now - this.#lastActAt > patience) this.#webSocket.terminate()
  }

  /** Closes, and resolves when the connection is gone: soon, whether the client answers or not. */
  async end(code: number): Promise<void> {
    this.#webSocket.close(code)
    const cut = setTimeout(() => this.#webSocket.terminate(), CLOSING_MS)
    await this.gone
    clearTimeout(cut)
  }

  /** What comes as text is read as bytes, as the client does (sdk5.md §9.1). */
  #receive(data: Buffer): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return
    this.#lastActAt = performance.now()
    if (++this.#queries > MOST_QUERIES) {
      void this.end(TOO_MANY_FRAMES)
      return
    }
    try {
      const query = decodeSyncQuery(data)
      if (query !== undefined) this.#work = this.#work.then(() => this.#answer(query))
    } catch (error) {
      if (isOurs(error)) this.#services.onError(error)
      void this.end(INVALID_PAYLOAD)
    }
  }

  /** Never rejects. */
  async #answer(query: SyncQuery): Promise<void> {
    try {
      const onOwner = ({ app, user }: Owner) => this.#claim(`${app.id}/${user}`)
      for await (const page of answersTo(query, this.#token, this.#services, onOwner)) {
        if (!(await this.#send(page))) return
      }
    } catch (error) {
      if (isOurs(error)) this.#services.onError(error)
      await this.#send(syncError(query, codeOf(error), error instanceof ApiError ? error.message : 'failed'))
    }
  }

  /** A connection that went while its token was checked would belong to its owner for ever. */
  #claim(owner: string): void {
    if (this.owner !== undefined || this.#webSocket.readyState !== this.#webSocket.OPEN) return
    this.owner = owner
    this.#onOwner(this, owner)
  }

  /** Resolves when the bytes have left for the client; false when it is gone. */
  #send(bytes: Uint8Array): Promise<boolean> {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return Promise.resolve(false)
    return new Promise((resolve) => {
      this.#webSocket.send(bytes, (error) => {
        this.#lastActAt = performance.now()
        resolve(!error)
      })
    })
  }
}

function codeOf(error: unknown): number {
  if (error instanceof ProtocolError) return SyncErrorCode.BAD_REQUEST
  if (!(error instanceof ApiError)) return SyncErrorCode.FAILED
  return error.code.startsWith('auth.') ? SyncErrorCode.TOKEN : SyncErrorCode.BAD_REQUEST
}
