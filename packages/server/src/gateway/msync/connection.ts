import { randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract'
import { decodeClientFrame, ProtocolError, type ProvisionFrame, provisionAnswer } from '@ringpost/protocol'
import type { SessionDirectory } from '../../delivery/session-directory.ts'
import type { Entry } from '../../domain/log/entry.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { whenNotBusy } from '../../domain/when-not-busy.ts'
import { clearTimeout, performance, setTimeout } from '../../kernel/machine-time.ts'
import { clientKind } from './client-kind.ts'
import { FrameIntake, type IntakeOwner } from './frame-intake.ts'
import type { FrameWatch, WatchedLine } from './frame-watch.ts'
import type { Framing } from './framing.ts'
import { isOurs, loginRefusal } from './gateway-status.ts'
import { DESCRIPTION_LIMIT, type Login, type LoginServices, logIn } from './login.ts'
import { MsyncSession, type SessionServices, type Wire } from './msync-session.ts'
import { PushRun } from './push-run.ts'
import { NORMAL_CLOSE, TOO_MANY_FRAMES, type Transport } from './transport.ts'
import { atTurnEnd, type TurnEnder } from './turn-end.ts'

export interface ConnectionServices extends LoginServices, SessionServices {
  /** Undefined: nobody sees the frames. */
  readonly frameWatch?: FrameWatch | undefined
  readonly sessions: SessionDirectory
  readonly metrics: Readonly<Record<'logins' | 'slowClients' | 'floodingClients', { inc(): void }>>
}

/** ms of silence from a client after which its connection is closed. */
export interface Patience {
  /** Before it has logged in. */
  login: number
  /** After, for clients that send a heartbeat every minute. */
  idle: number
  /** The same for native clients and Go's, whose heartbeats are rare. */
  nativeIdle: number
  /** After it was told that the connection is being closed. */
  close: number
}

/** Limit on concurrent frames of one client; at the limit, nothing is read from its transport. */
const UNDER_WAY = 64

/** ms that a client has to take its last page before the connection is closed. */
const LAST_PAGE_MS = 1000

/** One client's connection: first a login, then the frames of its session. */
export class Connection implements Wire, TurnEnder, IntakeOwner {
  readonly #transport: Transport
  readonly #address: string
  readonly #services: ConnectionServices
  readonly #onGone: (connection: Connection) => void
  readonly #line: WatchedLine | undefined
  #session: MsyncSession | undefined
  #loggingIn = false
  /** What goes to the client after the answer to its login; undefined: that has been sent. */
  #held: Buffer[] | undefined = []
  #underWay = 0
  /** What this turn has pushed so far. */
  #run: PushRun | undefined
  readonly #intake: FrameIntake
  /** ms, on the monotonic clock. */
  #lastFrameAt = performance.now()
  /**
   * Code of the close frame, once closing; further frames are ignored, and pending ones are answered before it is
   * sent.
   */
  #closing: number | undefined
  /** What the client should take before the close frame; counts as pending. */
  #lastPage: { key: number; timer: NodeJS.Timeout } | undefined
  #gone: PromiseWithResolvers<void> | undefined

  /** @param address of the client; @param onGone called once, when the transport is closed; @param line who sees the frames. */
  constructor(
    transport: Transport,
    address: string,
    services: ConnectionServices,
    onGone: (connection: Connection) => void,
    line?: WatchedLine,
  ) {
    this.#transport = transport
    this.#address = address
    this.#services = services
    this.#onGone = onGone
    this.#line = line
    this.#intake = new FrameIntake(this, transport)
  }

  /** The transport closes by itself, or is closed. */
  failed(): void {
    this.#closing ??= 1011
    this.#intake.close()
    this.#leave()
  }

  /** The transport is closed. */
  closed(): void {
    this.failed()
    clearTimeout(this.#lastPage?.timer)
    this.#line?.closed()
    this.#onGone(this)
    this.#gone?.resolve()
  }

  /**
   * Closes if the client has been silent for too long.
   * @param now ms, on the monotonic clock.
   */
  endIfSilent(now: number, patience: Patience): void {
    if (now - this.#lastFrameAt > patience[this.#state]) this.#transport.terminate()
  }

  /** Closes if the token of the session has expired. */
  endIfExpired(): void {
    if (this.#closing === undefined) this.#session?.endIfExpired()
  }

  /**
   * Waits for a last page before the close frame: if both arrive together, the SDK answers the earlier frames, finds
   * its socket closing and reconnects.
   */
  shut(code: number, lastPage?: number): void {
    if (this.#closing !== undefined) return
    this.#closing = code
    this.#lastFrameAt = performance.now()
    this.#intake.close()
    this.#leave()
    if (code !== TOO_MANY_FRAMES) this.#transport.resume()
    if (lastPage !== undefined) this.#awaitLastPage(lastPage)
    if (this.#underWay === 0) this.#close(code)
  }

  /** Shuts, and resolves when the connection is gone. */
  end(code: number): Promise<void> {
    this.#gone ??= Promise.withResolvers()
    this.shut(code)
    return this.#gone.promise
  }

  terminate(): void {
    this.#transport.terminate()
  }

  get framing(): Framing {
    return this.#transport.framing
  }

  get congested(): boolean {
    return this.#transport.congested
  }

  write(framed: Buffer): void {
    this.endTurn()
    this.#send(framed)
  }

  push(app: App, entry: Entry): void {
    // What is stored waits in the logs; nothing else is owed to who has not logged in yet.
    if (this.#held !== undefined) return
    if (this.#run?.isFull === true) this.endTurn()
    if (this.#run !== undefined) this.#run = this.#run.with(entry)
    else {
      this.#run = PushRun.of(app, entry)
      atTurnEnd(this)
    }
  }

  endTurn(): void {
    if (this.#run === undefined) return
    const framed = this.#run.framed(this.framing)
    this.#run = undefined
    this.#send(framed)
  }

  #send(framed: Buffer): void {
    if (this.#held === undefined) this.#transport.write(framed)
    else this.#held.push(framed)
  }

  /** Handles an MSYNC frame of the client, in order of arrival. */
  receive(frame: Buffer): void {
    if (this.#line === undefined) this.#take(frame)
    else this.#line.take(frame, (passed) => this.#take(passed))
  }

  #take(frame: Buffer): void {
    if (this.#closing !== undefined) {
      if (this.#lastPage !== undefined) this.handle(frame)
      return
    }
    this.#lastFrameAt = performance.now()
    this.#intake.receive(frame)
  }

  /** Notes input that is not a frame and needs no work, such as a ping. */
  note(): void {
    this.#intake.note()
  }

  get #state(): keyof Patience {
    if (this.#closing !== undefined) return 'close'
    if (this.#session === undefined) return 'login'
    const { client } = this.#session
    return client === 'web' || client === 'sdk5' ? 'idle' : 'nativeIdle'
  }

  get isBusy(): boolean {
    return this.#underWay >= UNDER_WAY
  }

  /** A frame that arrived before the end is no longer started, but its acknowledgements still count. */
  onDrop(data: Buffer): void {
    try {
      const frame = decodeClientFrame(data, 0)
      if (frame.command === 'sync-pull' && frame.key) this.#session?.acknowledge(frame.key)
    } catch {
      // Not a frame: there is nobody left to inform.
    }
  }

  /** The client sends more than is accepted: it is cut off, and the rest is not even read. */
  onFlood(): void {
    if (this.#closing !== undefined) return
    this.#services.metrics.floodingClients.inc()
    this.#transport.pause()
    this.shut(TOO_MANY_FRAMES)
  }

  handle(data: Buffer): void {
    let work: Promise<void> | undefined
    try {
      work = this.#start(data)
    } catch (error) {
      this.#fail(error)
    }
    if (work === undefined) return
    this.#underWay++
    work
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#underWay--
        this.#goOn()
      })
  }

  /**
   * Runs synchronously up to the frame's own work, so frames are started in order of arrival; undefined if nothing is
   * pending.
   */
  #start(data: Buffer): Promise<void> | undefined {
    const frame = decodeClientFrame(data, this.#session?.largestSend ?? 0)
    if (this.#closing !== undefined) {
      if (frame.command === 'sync-pull' && frame.key === this.#lastPage?.key) this.#tookLastPage()
      return undefined
    }
    const isLogin = frame.command === 'provision'
    if (isLogin ? this.#loggingIn || this.#session : this.#held !== undefined) this.shut(1002)
    else if (isLogin) return this.#logIn(frame)
    else return this.#session?.receive(frame)
    return undefined
  }

  #awaitLastPage(key: number): void {
    this.#underWay++
    this.#lastPage = { key, timer: setTimeout(() => this.#tookLastPage(), LAST_PAGE_MS).unref() }
  }

  #tookLastPage(): void {
    clearTimeout(this.#lastPage?.timer)
    this.#lastPage = undefined
    this.#underWay--
    this.#goOn()
  }

  #fail(error: unknown): void {
    if (isOurs(error)) this.#services.onError(error)
    this.shut(error instanceof ProtocolError ? 1007 : 1011)
  }

  #goOn(): void {
    if (this.#closing !== undefined) {
      if (this.#underWay === 0) this.#close(this.#closing)
      return
    }
    this.#intake.goOn()
  }

  async #logIn(frame: ProvisionFrame): Promise<void> {
    let begun: Promise<unknown> | undefined
    this.#loggingIn = true
    try {
      const login = await whenNotBusy(() => logIn(frame, this.#services, this.#address))
      if (this.#closing === undefined) begun = this.#begin(frame, login)
    } catch (error) {
      if (isOurs(error)) this.#services.onError(error)
      this.#answer({ resource: frame.resource, status: loginRefusal(error, clientKind(frame)) })
      // The SDK leaves the socket open after a refusal (trap 9).
      this.shut(NORMAL_CLOSE)
    } finally {
      this.#loggingIn = false
    }
    await begun
  }

  /**
   * Synchronous up to the entrance: of two concurrent logins the later one finds the earlier. The answer comes once the session
   * hears of all that happens: the client counts on that, and part of it is stored nowhere. Rejects if the session cannot learn
   * what its user follows: it would miss messages.
   */
  async #begin(frame: ProvisionFrame, { facts, tokenExpiresAt, verify }: Login): Promise<void> {
    const { sessions, metrics } = this.#services
    const session = new MsyncSession(facts, this.#services, this, tokenExpiresAt)
    const { hears, ready } = sessions.enter(session, frame.reason?.slice(0, DESCRIPTION_LIMIT))
    session.waitFor(ready)
    this.#session = session
    const settled = Promise.all([ready, this.#checkAgain(session, verify)])
    // Failures come after the answer: the connection ends, and the client reconnects.
    settled.catch(() => {})
    await Promise.allSettled([hears])
    metrics.logins.inc()
    this.#answer({
      resource: facts.resource,
      sessionId: frame.sessionId ?? randomUUID(),
      ...(tokenExpiresAt === 0 ? {} : { tokenExpiresAt }),
    })
    await settled
  }

  /** A token revoked between its check and the session's registration found no session to end. */
  async #checkAgain(session: MsyncSession, verify: () => Promise<unknown>): Promise<void> {
    try {
      await verify()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      session.kick(error.code === 'auth.user_unknown' ? 'user-removed' : 'forced')
    }
  }

  #close(code: number): void {
    this.endTurn()
    this.#transport.close(code)
  }

  #leave(): void {
    if (this.#session !== undefined) this.#services.sessions.leave(this.#session)
  }

  #answer(answer: Parameters<typeof provisionAnswer>[0]): void {
    const frames = [this.framing(provisionAnswer(answer)), ...(this.#held ?? [])]
    this.#held = undefined
    for (const framed of frames) this.#transport.write(framed)
  }
}
