import { randomBytes } from 'node:crypto'
import {
  clearInterval,
  clearTimeout,
  performance,
  setInterval,
  setTimeout,
} from '../../kernel/machine-time.ts'
import type { Bus } from './bus.ts'

/** Heartbeat interval in ms, and silence in ms after which a node is considered dead. */
const BEAT_MS = 1000
const GONE_MS = 4000
/** Time in ms that other nodes have to answer. */
const ANSWER_MS = 1000
/**
 * ms after the loss of a node in which it may live on without our hearing of it: far longer than it takes to notice that it has lost
 * its connection to the bus.
 */
const DOUBT_MS = 10_000
/** Time in ms that existing nodes have to answer a new node. */
const GREETING_MS = 200
/** Subject that every node listens to. */
const EVERYBODY = 'nodes'

/** Message between nodes, as JSON. */
interface Note {
  from: string
  kind: string
  body: unknown
  /** Number of the call, if the sender waits for answers. */
  call?: number
  /** Number of the call that this note answers. */
  answers?: number
}

type Handler = (body: never, from: string) => unknown

/** What nodes have answered to a call, and whether all of them did. */
export interface Answers<Answer> {
  answers: Answer[]
  isComplete: boolean
}

interface Call {
  /** Nodes that have not answered yet. */
  waiting: Set<string>
  answers: unknown[]
  finish(): void
}

/**
 * The other nodes: who is alive, notes and calls to them. Notes from one node arrive in the order in which it sent
 * them.
 */
export class Peers {
  /** Identifies this node until the process ends. */
  readonly id = randomBytes(8).toString('hex')
  readonly #bus: Bus
  readonly #onError: (error: unknown) => void
  readonly #handlers = new Map<string, Handler>()
  readonly #onGone: ((node: string, saidBye: boolean) => void)[] = []
  /** When each node was last heard from, on the clock of this process. */
  readonly #seen = new Map<string, number>()
  /** Nodes that have left; late notes do not bring them back. */
  readonly #departed = new Set<string>()
  readonly #calls = new Map<number, Call>()
  readonly #facts: Record<string, () => unknown> = {}
  #lastCall = 0
  #timer: NodeJS.Timeout | undefined
  #lastBeat = 0
  #left = false
  /** When the bus last changed state, on the clock of this process. */
  #backAt = -Infinity
  /** When a node was last lost that had not said goodbye. */
  #lostAt = -Infinity

  constructor(bus: Bus, onError: (error: unknown) => void) {
    this.#bus = bus
    this.#onError = onError
    const receive = (message: Uint8Array) =>
      this.#receive(JSON.parse(Buffer.from(message).toString('utf8')) as Note)
    bus.subscribe(EVERYBODY, receive)
    bus.subscribe(subjectOf(this.id), receive)
    this.on('bye', (_: unknown, from) => {
      this.#departed.add(from)
      this.#lose(from, true)
    })
    this.on('hello', (_: unknown, from) => this.#send(subjectOf(from), this.#beat()))
    // Other nodes request what they missed during an outage when they see the facts in our heartbeat.
    bus.watch((connected) => {
      this.#backAt = performance.now()
      if (connected) this.#send(EVERYBODY, this.#beat())
    })
  }

  /** Other nodes that are alive. */
  get live(): readonly string[] {
    return [...this.#seen.keys()]
  }

  /** Whether all live nodes are known: not while the bus is down, nor right after an outage. */
  get hearsAll(): boolean {
    return this.#bus.connected && performance.now() - this.#backAt > GONE_MS
  }

  /** Whether no other node can be alive without our knowing: not while one that was lost may live on, either. */
  get knowsAll(): boolean {
    return this.hearsAll && performance.now() - this.#lostAt > DOUBT_MS
  }

  /** Registers the handler of a kind of notes; its result answers calls. Call it before {@link join}. */
  on<Body>(kind: string, handler: (body: Body, from: string) => unknown): void {
    this.#handlers.set(kind, handler as Handler)
  }

  /** Calls the listener when a node has left or died. @param listener `saidBye`: it has left. */
  onGone(listener: (node: string, saidBye: boolean) => void): void {
    this.#onGone.push(listener)
  }

  /** Registers a value that is sent with every heartbeat, to the handler of that name. */
  fact(name: string, value: () => unknown): void {
    this.#facts[name] = value
  }

  /** Announces this node and starts its heartbeat; resolves when the announcement is on its way. */
  async join(): Promise<void> {
    this.#send(EVERYBODY, { from: this.id, kind: 'hello', body: null })
    this.#send(EVERYBODY, this.#beat())
    this.#lastBeat = performance.now()
    this.#timer = setInterval(() => this.#tick(), BEAT_MS)
    this.#timer.unref()
    await this.#bus.flush()
  }

  /** Waits until existing nodes have had time to answer. */
  greeted(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, GREETING_MS))
  }

  /**
   * Makes the other nodes forget this node and its sessions at once. Calls, such as those that invalidate caches, still
   * go out.
   */
  async leave(): Promise<void> {
    if (this.#left) return
    this.#left = true
    clearInterval(this.#timer)
    this.#send(EVERYBODY, { from: this.id, kind: 'bye', body: null })
    await this.#bus.flush()
  }

  /** @param to one node; all others if absent. */
  tell(kind: string, body: unknown, to?: string): void {
    if (this.#left) return
    this.#send(to === undefined ? EVERYBODY : subjectOf(to), { from: this.id, kind, body })
  }

  /** Calls all other nodes; returns the answers that arrive in time. @param ms for the answers. */
  askAll<Answer>(kind: string, body: unknown, ms = ANSWER_MS): Promise<Answers<Answer>> {
    return this.#ask(EVERYBODY, this.live, { kind, body, ms })
  }

  /** Calls some of the other nodes. */
  async ask<Answer>(
    nodes: Iterable<string>,
    kind: string,
    body: unknown,
    ms = ANSWER_MS,
  ): Promise<Answers<Answer>> {
    const all = await Promise.all(
      [...nodes].map((node) => this.#ask<Answer>(subjectOf(node), [node], { kind, body, ms })),
    )
    return {
      answers: all.flatMap(({ answers }) => answers),
      isComplete: all.every(({ isComplete }) => isComplete),
    }
  }

  #ask<Answer>(
    subject: string,
    nodes: readonly string[],
    { kind, body, ms }: { kind: string; body: unknown; ms: number },
  ): Promise<Answers<Answer>> {
    const waiting = new Set(nodes.filter((node) => this.#seen.has(node)))
    if (waiting.size === 0 || !this.#bus.connected) {
      this.#send(subject, { from: this.id, kind, body })
      return Promise.resolve({ answers: [], isComplete: nodes.length === 0 && this.#bus.connected })
    }
    const number = ++this.#lastCall
    return new Promise((resolve) => {
      const answers: Answer[] = []
      const finish = () => {
        clearTimeout(timer)
        this.#calls.delete(number)
        resolve({ answers, isComplete: answers.length === nodes.length })
      }
      const timer = setTimeout(finish, ms)
      this.#calls.set(number, { waiting, answers, finish })
      this.#send(subject, { from: this.id, kind, body, call: number })
    })
  }

  #receive(note: Note): void {
    const { from, kind, body, call, answers } = note
    if (!this.#departed.has(from) && kind !== 'bye') this.#seen.set(from, performance.now())
    if (answers !== undefined) {
      this.#answered(answers, from, body)
      return
    }
    if (kind === 'beat') {
      for (const [name, value] of Object.entries(body as Record<string, unknown>))
        this.#handle(name, value, from)
      return
    }
    const result = this.#handle(kind, body, from)
    if (call === undefined) return
    const answer = (value: unknown) =>
      this.#send(subjectOf(from), { from: this.id, kind, body: value ?? null, answers: call })
    if (result instanceof Promise) result.then(answer, this.#onError)
    else answer(result)
  }

  #handle(kind: string, body: unknown, from: string): unknown {
    try {
      return this.#handlers.get(kind)?.(body as never, from)
    } catch (error) {
      this.#onError(error)
      return null
    }
  }

  #answered(number: number, from: string, body: unknown): void {
    const call = this.#calls.get(number)
    if (call === undefined) return
    call.answers.push(body)
    call.waiting.delete(from)
    if (call.waiting.size === 0) call.finish()
  }

  #tick(): void {
    const now = performance.now()
    // A process that was suspended has heard from nobody, which says nothing about the other nodes.
    const stoodStill = now - this.#lastBeat > 2 * BEAT_MS
    this.#lastBeat = now
    this.#send(EVERYBODY, this.#beat())
    for (const [node, seen] of this.#seen) {
      if (stoodStill) this.#seen.set(node, now)
      else if (now - seen > GONE_MS) this.#lose(node, false)
    }
  }

  #beat(): Note {
    const facts = Object.entries(this.#facts).map(([name, value]) => [name, value()])
    return { from: this.id, kind: 'beat', body: Object.fromEntries(facts) }
  }

  #lose(node: string, saidBye: boolean): void {
    if (!this.#seen.delete(node)) return
    if (!saidBye) this.#lostAt = performance.now()
    for (const call of this.#calls.values()) {
      call.waiting.delete(node)
      if (call.waiting.size === 0) call.finish()
    }
    for (const listener of this.#onGone) listener(node, saidBye)
  }

  #send(subject: string, note: Note): void {
    this.#bus.publish(subject, () => Buffer.from(JSON.stringify(note)))
  }
}

function subjectOf(node: string): string {
  return `node.${node}`
}
