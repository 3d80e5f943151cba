import type { Appended, NewEntry } from '../log/entry.ts'
import type { Happening, LooseFact } from './fact.ts'
import type { FactInterest } from './fact-interest.ts'

/** A fact just committed, before its position in the stream is known. */
export type FreshFact = LooseFact & { entry: number | null; seq: number | null }

/** Describes what an entry reports; called only if a fact is wanted. Undefined if it reports nothing. */
export type HappeningOf = (entry: NewEntry) => Happening | undefined

/** What happened, per entry, and which of it goes into the stream. */
export interface Told {
  all: readonly (Happening | undefined)[]
  wanted: readonly (Happening | undefined)[] | undefined
}

/** Receives what happened from everything that commits. If nobody wants to know, which is usual, it costs nothing. */
export class FactOutlet {
  readonly #interest: FactInterest
  readonly #wake: () => void
  readonly #tail = new Set<(fact: FreshFact) => void>()

  /** @param wake called when facts have been written. */
  constructor(interest: FactInterest, wake: () => void) {
    this.#interest = interest
    this.#wake = wake
  }

  /**
   * Listens to commits on this node from now on, best effort: no cursor, no other nodes, no repeats. A listener must
   * neither throw nor block.
   * @returns a function that removes the listener.
   */
  listen(listener: (fact: FreshFact) => void): () => void {
    this.#tail.add(listener)
    return () => this.#tail.delete(listener)
  }

  /** All entries must belong to one app. Returns undefined if nobody wants to know. */
  tell(entries: readonly NewEntry[], happeningOf: HappeningOf | undefined): Told | undefined {
    const [first] = entries
    if (happeningOf === undefined || first === undefined || !this.#listens(first.app)) return undefined
    const all = entries.map(happeningOf)
    const wanted = all.map((each) => (each && this.#interest.wants(first.app, each.kind) ? each : undefined))
    return { all, wanted: wanted.some((each) => each !== undefined) ? wanted : undefined }
  }

  /** Those that go into the stream. */
  wanted(facts: readonly LooseFact[]): LooseFact[] {
    return facts.filter(({ app, kind }) => this.#interest.wants(app, kind))
  }

  /** Call it when the entries have been committed and handed on. */
  committed(entries: readonly NewEntry[], { all, wanted }: Told, appended: readonly Appended[]): void {
    if (wanted !== undefined) this.#wake()
    if (this.#tail.size === 0) return
    for (const [i, happening] of all.entries()) {
      const { seq, id, repeat } = appended[i]!
      const { app, log } = entries[i]!
      if (happening !== undefined && !repeat) this.#offer({ ...happening, app, subject: log, entry: id, seq })
    }
  }

  /** Call it when facts without an entry have been committed. */
  reported(facts: readonly LooseFact[], wanted: readonly LooseFact[]): void {
    if (wanted.length > 0) this.#wake()
    for (const fact of facts) this.#offer({ ...fact, entry: null, seq: null })
  }

  #listens(app: number): boolean {
    return this.#tail.size > 0 || this.#interest.wantsAny(app)
  }

  #offer(fact: FreshFact): void {
    for (const listener of this.#tail) listener(fact)
  }
}
