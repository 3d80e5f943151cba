import { randomBytes } from 'node:crypto'
import type { Bus } from './bus.ts'

/** ms between signs of life, and of silence after which a node is taken for dead. */
const BEAT_MS = 1000
const GONE_MS = 4000
/** ms that others have for an answer. */
const ANSWER_MS = 1000
/** ms in which those who are there answer a newcomer. */
const GREETING_MS = 200
/** Subject that every node listens to. */
const EVERYBODY = 'nodes'

/** What nodes send each other, as JSON. */
interface Note {
  from: string
  kind: string
  body: unknown
  /** Number under which the sender waits for answers. */
  call?: number
  /** Number of the call that this answers. */
  answers?: number
}

type Handler = (body: never, from: string) => unknown

interface Call {
  /** Nodes that have not answered. */
  waiting: Set<string>
  answers: unknown[]
  finish(): void
}

/** The other nodes: who is alive, and what they are told and asked. Notes of one node arrive in the order in which it sent them. */
export class Peers {
  /** This node, until it ends. */
  readonly id = randomBytes(8).toString('hex')
  readonly #bus: Bus
  readonly #onError: (error: unknown) => void
  readonly #handlers = new Map<string, Handler>()
  readonly #onGone: ((node: string) => void)[] = []
  /** When each of the others was last heard, by the clock of this process. */
  readonly #seen = new Map<string, number>()
  /** Nodes that have left; what they still have to say brings them not back. */
  readonly #departed = new Set<string>()
  readonly #calls = new Map<number, Call>()
  readonly #facts: Record<string, () => unknown> = {}
  #lastCall = 0
  #timer: NodeJS.Timeout | undefined
  #lastBeat = 0
  #left = false
  /** When the bus came back last, by the clock of this process. */
  #backAt = -Infinity

  constructor(bus: Bus, onError: (error: unknown) => void) {
    this.#bus = bus
    this.#onError = onError
    const receive = (message: Uint8Array) =>
      this.#receive(JSON.parse(Buffer.from(message).toString('utf8')) as Note)
    bus.subscribe(EVERYBODY, receive)
    bus.subscribe(subjectOf(this.id), receive)
    this.on('bye', (_: unknown, from) => {
      this.#departed.add(from)
      this.#lose(from)
    })
    this.on('hello', (_: unknown, from) => this.#send(subjectOf(from), this.#beat()))
    // What others missed of us while the bus was away they ask for when they see our facts.
    bus.watch((connected) => {
      this.#backAt = performance.now()
      if (connected) this.#send(EVERYBODY, this.#beat())
    })
  }

  /** Nodes that are alive, without this one. */
  get live(): readonly string[] {
    return [...this.#seen.keys()]
  }

  /** Whether every node that is alive is known: not while the bus is away, nor right after. */
  get hearsAll(): boolean {
    return this.#bus.connected && performance.now() - this.#backAt > GONE_MS
  }

  /** `handler` takes the notes of a kind; what it returns answers who asked. Called before {@link join}. */
  on<Body>(kind: string, handler: (body: Body, from: string) => unknown): void {
    this.#handlers.set(kind, handler as Handler)
  }

  /** A node has left or died. */
  onGone(listener: (node: string) => void): void {
    this.#onGone.push(listener)
  }

  /** A value that goes with every sign of life, to the handler of its name. */
  fact(name: string, value: () => unknown): void {
    this.#facts[name] = value
  }

  /** Makes this node known; resolves when the others have had the time to answer. */
  async join(): Promise<void> {
    this.#send(EVERYBODY, { from: this.id, kind: 'hello', body: null })
    this.#lastBeat = performance.now()
    this.#timer = setInterval(() => this.#tick(), BEAT_MS)
    this.#timer.unref()
    await this.#bus.flush()
  }

  /** Time for those who are there to answer a newcomer. */
  greeted(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, GREETING_MS))
  }

  /** The others forget this node and its sessions at once; what it still changes they hear. */
  async leave(): Promise<void> {
    if (this.#left) return
    this.#left = true
    clearInterval(this.#timer)
    this.#send(EVERYBODY, { from: this.id, kind: 'bye', body: null })
    await this.#bus.flush()
  }

  /** @param to one node; all others when absent. */
  tell(kind: string, body: unknown, to?: string): void {
    if (this.#left) return
    this.#send(to === undefined ? EVERYBODY : subjectOf(to), { from: this.id, kind, body })
  }

  /** Asks all others; the answers of those who are alive and answer in time. */
  askAll<Answer>(kind: string, body: unknown): Promise<Answer[]> {
    return this.#ask(EVERYBODY, this.live, kind, body)
  }

  /** Asks some of the others. */
  async ask<Answer>(nodes: Iterable<string>, kind: string, body: unknown): Promise<Answer[]> {
    const answers = await Promise.all(
      [...nodes].map((node) => this.#ask<Answer>(subjectOf(node), [node], kind, body)),
    )
    return answers.flat()
  }

  #ask<Answer>(subject: string, nodes: readonly string[], kind: string, body: unknown): Promise<Answer[]> {
    const waiting = new Set(nodes.filter((node) => this.#seen.has(node)))
    if (waiting.size === 0 || !this.#bus.connected) {
      this.#send(subject, { from: this.id, kind, body })
      return Promise.resolve([])
    }
    const number = ++this.#lastCall
    return new Promise((resolve) => {
      const answers: Answer[] = []
      const finish = () => {
        clearTimeout(timer)
        this.#calls.delete(number)
        resolve(answers)
      }
      const timer = setTimeout(finish, ANSWER_MS)
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
    // A process that stood still has heard nobody: that says nothing about the others.
    const stoodStill = now - this.#lastBeat > 2 * BEAT_MS
    this.#lastBeat = now
    this.#send(EVERYBODY, this.#beat())
    for (const [node, seen] of this.#seen) {
      if (stoodStill) this.#seen.set(node, now)
      else if (now - seen > GONE_MS) this.#lose(node)
    }
  }

  #beat(): Note {
    const facts = Object.entries(this.#facts).map(([name, value]) => [name, value()])
    return { from: this.id, kind: 'beat', body: Object.fromEntries(facts) }
  }

  #lose(node: string): void {
    if (!this.#seen.delete(node)) return
    for (const call of this.#calls.values()) {
      call.waiting.delete(node)
      if (call.waiting.size === 0) call.finish()
    }
    for (const listener of this.#onGone) listener(node)
  }

  #send(subject: string, note: Note): void {
    this.#bus.publish(subject, () => Buffer.from(JSON.stringify(note)))
  }
}

function subjectOf(node: string): string {
  return `node.${node}`
}
