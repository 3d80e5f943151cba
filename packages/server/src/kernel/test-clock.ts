import type { Alarm, Clock } from './clock.ts'
import { machineClock } from './machine-clock.ts'
import { machineTime } from './machine-time.ts'

/** How often one step takes a task that repeats: a month of looks every two seconds would take minutes. */
const REPEATS = 20

/** A time was to come that is over. */
export class ClockBehind extends RangeError {
  override readonly name = 'ClockBehind'
}

interface Task {
  dueAt: number
  /** ms after which it runs again; undefined: once. */
  period: number | undefined
  run(): unknown
}

/**
 * A clock that a test moves. Until then, and after it, it goes on with the time of the machine; once frozen, it stands. What waits
 * for a time runs when the clock gets there, by itself or because it is moved.
 */
export class TestClock implements Clock {
  /** In the order in which they were set. */
  readonly #tasks = new Set<Task>()
  readonly #running = new Set<Promise<unknown>>()
  /** ms by which the clock is ahead of the machine, or the time at which it stands. */
  #ahead = 0
  #stopped: number | undefined
  #isFrozen = false
  #alarm: Alarm | undefined
  #moves: Promise<void> = Promise.resolve()
  /** Of the move that is going on. */
  #end: { at: number; pace: number } | undefined

  /** @param start ms since 1970; now if absent. */
  constructor(start = machineTime()) {
    this.#ahead = start - machineTime()
  }

  now(): number {
    return this.#stopped ?? machineTime() + this.#ahead
  }

  get ahead(): number {
    return this.#stopped === undefined ? this.#ahead : this.#stopped - machineTime()
  }

  get isFrozen(): boolean {
    return this.#isFrozen
  }

  after(ms: number, run: () => unknown): Alarm {
    return this.#add({ dueAt: this.now() + ms, period: undefined, run })
  }

  every(ms: number, run: () => unknown): Alarm {
    return this.#add({ dueAt: this.now() + ms, period: ms, run })
  }

  /** Stops the clock. */
  freeze(): void {
    this.#isFrozen = true
    this.#stopped = this.now()
    this.#alarm?.cancel()
  }

  /** Lets it go on with the time of the machine, from where it stands. */
  resume(): void {
    this.#isFrozen = false
    if (this.#end === undefined) this.#goOn()
  }

  /**
   * Moves the clock to a time; what comes due runs as in {@link advance}.
   * @param time ms since 1970. @throws ClockBehind for a time that is over: ids and what is stored bear later ones.
   */
  set(time: number): Promise<void> {
    return this.#inTurn(async () => this.#moveTo(time))
  }

  /**
   * Moves the clock by so many ms. What comes due on the way runs in the order of its time, with the clock set to that time, one
   * after the other; resolves when all of it is over and nothing more is due. A task that repeats runs at most 20 times, evenly, the
   * last time at the end. Rejects with the error of a task, after all others have run.
   * @throws ClockBehind for less than 0.
   */
  advance(ms: number): Promise<void> {
    return this.#inTurn(() => this.#moveTo(this.now() + ms))
  }

  async #inTurn(move: () => Promise<void>): Promise<void> {
    const moved = this.#moves.then(move)
    this.#moves = moved.catch(() => {})
    return moved
  }

  async #moveTo(time: number): Promise<void> {
    const from = this.now()
    if (!(time >= from))
      throw new ClockBehind(
        `the clock cannot go back from ${new Date(from).toISOString()} to ${Number.isFinite(time) ? new Date(time).toISOString() : time}: ids and stored data bear the time, start another server instead`,
      )
    this.#alarm?.cancel()
    this.#stopped = from
    this.#end = { at: time, pace: Math.ceil((time - from) / REPEATS) }
    const errors: unknown[] = []
    try {
      // What has begun by itself is to see the time at which it began.
      await Promise.allSettled(this.#running)
      for (let task = this.#next(time); task !== undefined; task = this.#next(time)) {
        this.#stopped = Math.max(this.#stopped, task.dueAt)
        await this.#run(task).catch((error: unknown) => errors.push(error))
      }
      this.#stopped = time
    } finally {
      this.#end = undefined
      if (!this.#isFrozen) this.#goOn()
    }
    if (errors.length > 0) throw errors[0]
  }

  /** The task that is due first, if it is by `time`. */
  #next(time: number): Task | undefined {
    let first: Task | undefined
    for (const task of this.#tasks)
      if (task.dueAt <= time && task.dueAt < (first?.dueAt ?? Infinity)) first = task
    return first
  }

  async #run(task: Task): Promise<void> {
    const { period } = task
    if (period === undefined) this.#tasks.delete(task)
    // Until it is over, it is not due again.
    else task.dueAt = Infinity
    const running = (async () => task.run())()
    this.#running.add(running)
    try {
      await running
    } finally {
      this.#running.delete(running)
      if (period !== undefined) this.#again(task, period)
    }
  }

  #again(task: Task, period: number): void {
    const now = this.now()
    const end = this.#end
    task.dueAt =
      end === undefined || now >= end.at ? now + period : Math.min(now + Math.max(period, end.pace), end.at)
    this.#wait()
  }

  #add(task: Task): Alarm {
    this.#tasks.add(task)
    this.#wait()
    return {
      cancel: () => {
        this.#tasks.delete(task)
      },
    }
  }

  #goOn(): void {
    if (this.#stopped === undefined) return
    this.#ahead = this.#stopped - machineTime()
    this.#stopped = undefined
    this.#wait()
  }

  /** Wakes up for what is due first, while the clock goes on by itself. */
  #wait(): void {
    this.#alarm?.cancel()
    if (this.#stopped !== undefined) return
    const first = this.#next(Number.MAX_VALUE)
    if (first === undefined) return
    this.#alarm = machineClock.after(Math.max(first.dueAt - this.now(), 0), () => this.#wake())
  }

  #wake(): void {
    const now = this.now()
    for (const task of [...this.#tasks]) if (task.dueAt <= now) void this.#run(task)
    this.#wait()
  }
}
