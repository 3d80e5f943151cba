import type { Duplex } from 'node:stream'
import { ApiError } from '@ringpost/contract'
import { decodeClientFrame, ProtocolError, type ProvisionFrame, provisionAnswer } from '@ringpost/protocol'
import type { WebSocket } from 'ws'
import type { SessionRegistry } from '../../delivery/session-registry.ts'
import { FrameSocket } from './frame-socket.ts'
import { isOurs, statusOf } from './gateway-status.ts'
import { type Login, type LoginServices, logIn, makeRoom } from './login.ts'
import { MsyncSession, type SessionServices, type Wire } from './msync-session.ts'
import { webSocketFrame } from './web-socket-frame.ts'

export interface ConnectionServices extends LoginServices, SessionServices {
  readonly registry: SessionRegistry
  readonly metrics: { logins: { inc(): void }; slowClients: { inc(): void } }
}

/** ms of silence from a client after which its connection is ended. */
export interface Patience {
  /** Before it has logged in. */
  login: number
  /** After. */
  idle: number
  /** After it was told that the connection ends. */
  close: number
}

/** Frames of one client that are worked on at the same time; while there are more, nothing is read from its socket. */
const UNDER_WAY = 64

/** One WebSocket: first a login, then the frames of its session. */
export class Connection implements Wire {
  readonly #webSocket: WebSocket
  readonly #services: ConnectionServices
  readonly #out: FrameSocket
  #session: MsyncSession | undefined
  #loggingIn = false
  #underWay = 0
  /** Frames that came while enough were under way. */
  #waiting: Buffer[] = []
  #lastFrameAt = Date.now()
  /** Code of the close frame; from then on frames are ignored, and what is under way is answered before it goes out. */
  #closing: number | undefined

  constructor(webSocket: WebSocket, socket: Duplex, services: ConnectionServices) {
    this.#webSocket = webSocket
    this.#services = services
    this.#out = new FrameSocket(socket, () => services.metrics.slowClients.inc())
    webSocket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary))
    // A frame too large or malformed closes with its own code; a broken connection needs none.
    webSocket.on('error', () => this.closed())
  }

  /** The WebSocket is closed, or closes by itself. */
  closed(): void {
    this.#closing ??= 1011
    this.#waiting = []
    this.#leave()
  }

  expire(now: number, patience: Patience): void {
    const state = this.#closing !== undefined ? 'close' : this.#session === undefined ? 'login' : 'idle'
    if (now - this.#lastFrameAt > patience[state]) this.#webSocket.terminate()
  }

  /** Closes after what is written and what is under way. */
  shut(code: number): void {
    if (this.#closing !== undefined) return
    this.#closing = code
    this.#lastFrameAt = Date.now()
    this.#waiting = []
    this.#leave()
    this.#webSocket.resume()
    if (this.#underWay === 0) this.#webSocket.close(code)
  }

  /** Shuts, and resolves when the connection is gone. */
  end(code: number): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#webSocket.once('close', () => resolve()))
    this.shut(code)
    return gone
  }

  terminate(): void {
    this.#webSocket.terminate()
  }

  get congested(): boolean {
    return this.#out.congested
  }

  /** Nothing may follow a close frame. */
  write(frame: Buffer): void {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#out.write(frame)
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#closing !== undefined) return
    this.#lastFrameAt = Date.now()
    if (!isBinary) this.shut(1003)
    else if (this.#underWay < UNDER_WAY && this.#waiting.length === 0) this.#handle(data)
    else {
      this.#waiting.push(data)
      this.#webSocket.pause()
    }
  }

  #handle(data: Buffer): void {
    this.#underWay++
    this.#start(data)
      .catch((error: unknown) => {
        if (isOurs(error)) this.#services.onError(error)
        this.shut(error instanceof ProtocolError ? 1007 : 1011)
      })
      .finally(() => {
        this.#underWay--
        this.#goOn()
      })
  }

  /** Runs without waiting up to the frame's own work, so that frames are started in order of arrival. */
  async #start(data: Buffer): Promise<void> {
    const frame = decodeClientFrame(data)
    if (frame.command === 'provision' ? this.#loggingIn || this.#session : !this.#session) this.shut(1002)
    else if (frame.command === 'provision') await this.#logIn(frame)
    else await this.#session?.receive(frame)
  }

  #goOn(): void {
    if (this.#closing !== undefined) {
      if (this.#underWay === 0) this.#webSocket.close(this.#closing)
      return
    }
    while (this.#waiting.length > 0 && this.#underWay < UNDER_WAY) this.#handle(this.#waiting.shift()!)
    if (this.#waiting.length === 0 && this.#webSocket.isPaused) this.#webSocket.resume()
  }

  async #logIn(frame: ProvisionFrame): Promise<void> {
    let begun: Promise<unknown> | undefined
    this.#loggingIn = true
    try {
      const login = await logIn(frame, this.#services)
      if (this.#closing === undefined) begun = this.#begin(frame, login)
    } catch (error) {
      if (isOurs(error)) this.#services.onError(error)
      this.#answer({ resource: frame.resource, status: statusOf(error) })
      // The SDK leaves the socket open after a refusal (trap 9).
      this.shut(1000)
    } finally {
      this.#loggingIn = false
    }
    // What fails now fails after the answer: the connection ends, and the client comes again.
    await begun
  }

  /**
   * Up to the answer without waiting: of two logins at once the later one finds the earlier. Rejects when the session cannot
   * know what its user follows: it would miss messages.
   */
  #begin(frame: ProvisionFrame, { facts, tokenExpiresAt, verify }: Login): Promise<unknown> {
    const { registry, metrics } = this.#services
    const session = new MsyncSession(facts, this.#services, this)
    makeRoom(facts, registry, frame.reason ?? undefined)
    const ready = registry.add(session)
    session.waitFor(ready)
    this.#session = session
    metrics.logins.inc()
    this.#answer({
      resource: facts.resource,
      ...(frame.sessionId === null ? {} : { sessionId: frame.sessionId }),
      ...(tokenExpiresAt === 0 ? {} : { tokenExpiresAt }),
    })
    return Promise.all([ready, this.#checkAgain(session, verify)])
  }

  /** A token revoked after its check and before the session was known found no session to end. */
  async #checkAgain(session: MsyncSession, verify: () => Promise<unknown>): Promise<void> {
    try {
      await verify()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      session.kick(error.code === 'auth.user_unknown' ? 'user-removed' : 'forced')
    }
  }

  #leave(): void {
    if (this.#session !== undefined) this.#services.registry.remove(this.#session)
  }

  #answer(answer: Parameters<typeof provisionAnswer>[0]): void {
    this.write(webSocketFrame(provisionAnswer(answer)))
  }
}
