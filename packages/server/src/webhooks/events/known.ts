import type { Fact } from '../../domain/facts/fact.ts'
import { type Entry, entryKind } from '../../domain/log/entry.ts'
import type { App } from '../../domain/tenancy/app.ts'

/** What was looked up for some facts of an app. */
export class Known {
  readonly app: App
  readonly #entries: ReadonlyMap<number, Entry>
  /** By message: what it was when it was sent, if it has been changed. */
  readonly #firsts: ReadonlyMap<number, Uint8Array>

  /** @param changes edits and recalls in the logs of the facts, in their order. */
  constructor(app: App, entries: readonly Entry[], changes: readonly Fact[]) {
    this.app = app
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]))
    const firsts = new Map<number, Uint8Array>()
    for (const change of changes)
      if ('former' in change && !firsts.has(change.message)) firsts.set(change.message, change.former)
    this.#firsts = firsts
  }

  /** The entry of a fact; undefined if it has none, or none any more. */
  entryOf({ entry }: Fact): Entry | undefined {
    return entry === null ? undefined : this.#entries.get(entry)
  }

  /** Who sent a message to whom, even if it has been recalled. */
  placeOf(message: number): Entry | undefined {
    return this.#entries.get(message)
  }

  /** The message of a fact as it was sent; undefined if nothing is left of it. */
  messageOf(fact: Fact): Entry | undefined {
    const entry = this.entryOf(fact)
    if (entry === undefined) return undefined
    const payload = this.#firsts.get(entry.id)
    if (payload !== undefined) return { ...entry, payload }
    return entry.kind === entryKind.message ? entry : undefined
  }
}

/** Ids of the entries that events of a fact are made from. */
export function entriesOf(fact: Fact): number[] {
  const ids = fact.entry === null ? [] : [fact.entry]
  if ('message' in fact && typeof fact.message === 'number' && fact.message > 0) ids.push(fact.message)
  return ids
}
