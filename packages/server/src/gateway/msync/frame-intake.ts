import { clearTimeout, setTimeout } from '../../kernel/machine-time.ts'
import { awaitTurn, currentTurn, type FairTurn, type TurnTaker } from './fair-turns.ts'
import { FrameAllowance } from './frame-allowance.ts'
import { FrameQueue } from './frame-queue.ts'
import type { Transport } from './transport.ts'

/** Work for one client per turn, measured in the cost of frames. */
const SLICE = 64
/** Limits on the waiting frames of one client: more than one read of its socket brings. */
const WAITING = { frames: 16 * 1024, bytes: 4 * 1024 * 1024 }
/** Limit on dropped frames that are still examined: no well-behaved client has more waiting. */
const DROPPED = 256
/** ms until a client that has exceeded its allowance is checked again. */
const REST_MS = 50

/** The owner of the frames. */
export interface IntakeOwner {
  /** Enough is pending; `goOn` is called when some of it has ended. */
  readonly isBusy: boolean
  /** Starts on a frame. */
  handle(frame: Buffer): void
  /** A frame waited when the intake was closed. */
  onDrop(frame: Buffer): void
  /** The client exceeds its allowance and does not stop. */
  onFlood(): void
}

/**
 * Handles the frames of one client in order, and per turn only as many as leave room for everybody else
 * (fair-turns.ts). While some wait, nothing is read from the client. A client that exceeds its allowance is slowed,
 * then cut off.
 */
export class FrameIntake implements TurnTaker {
  readonly #owner: IntakeOwner
  readonly #transport: Transport
  readonly #waiting = new FrameQueue(WAITING)
  readonly #allowance = new FrameAllowance()
  #turn: FairTurn | undefined
  #taken = 0
  #isPaused = false
  #isClosed = false
  #resting: NodeJS.Timeout | undefined

  constructor(owner: IntakeOwner, transport: Transport) {
    this.#owner = owner
    this.#transport = transport
  }

  receive(frame: Buffer): void {
    if (this.#isClosed) return
    if (!this.#isPaused && this.#mayTake(FrameAllowance.costOf(frame))) this.#owner.handle(frame)
    else if (this.#waiting.push(frame)) this.#pause()
    else this.#flood()
  }

  /** Notes input that is not a frame and costs little, but could come a million times. */
  note(): void {
    this.#allowance.charge(1)
    if (!this.#isClosed && !this.#mayTake(0)) this.#pause()
  }

  /** Called when pending work has ended. */
  goOn(): void {
    if (this.#isPaused && this.#resting === undefined && !this.#isClosed) awaitTurn(this)
  }

  takeTurn(): boolean {
    if (this.#isClosed) return false
    for (let frame = this.#waiting.head; frame !== undefined; frame = this.#waiting.head) {
      if (!this.#mayTake(FrameAllowance.costOf(frame))) return this.#isReady
      this.#waiting.shift()
      this.#owner.handle(frame)
      if (this.#isClosed) return false
    }
    if (!this.#mayTake(0)) return this.#isReady
    this.#isPaused = false
    this.#transport.resume()
    return false
  }

  /** Takes nothing more and drops what waits. */
  close(): void {
    this.#isClosed = true
    for (let left = DROPPED; left > 0 && this.#waiting.head !== undefined; left--) {
      this.#owner.onDrop(this.#waiting.head)
      this.#waiting.shift()
    }
    this.#waiting.clear()
    clearTimeout(this.#resting)
  }

  #mayTake(cost: number): boolean {
    const turn = currentTurn()
    if (this.#turn !== turn) {
      this.#turn = turn
      this.#taken = 0
    }
    if (this.#owner.isBusy || this.#taken >= SLICE || turn.left <= 0) return false
    if (!this.#allowance.spend(cost, turn.startedAt)) {
      this.#rest(turn.startedAt)
      return false
    }
    this.#taken += cost
    turn.left -= cost
    return true
  }

  /** Whether only the turn has ended. */
  get #isReady(): boolean {
    return this.#resting === undefined && !this.#owner.isBusy && !this.#isClosed
  }

  #pause(): void {
    if (this.#isClosed) return
    if (!this.#isPaused) {
      this.#isPaused = true
      this.#transport.pause()
    }
    if (this.#isReady) awaitTurn(this)
  }

  #rest(now: number): void {
    if (this.#allowance.isFlooded(now)) {
      this.#flood()
      return
    }
    this.#resting ??= setTimeout(() => {
      this.#resting = undefined
      this.goOn()
    }, REST_MS).unref()
  }

  #flood(): void {
    if (this.#isClosed) return
    this.close()
    this.#owner.onFlood()
  }
}
