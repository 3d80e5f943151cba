import { ApiError } from '@ringpost/contract'
import { checkFault, type FaultSpec } from './fault.ts'

/** Faults of an app at a time. */
const FAULTS = 1000

/** A fault that was added. */
export interface Fault extends Readonly<FaultSpec> {
  /** In `x-ringpost-fault` of what it answers, and in the traffic. */
  readonly id: string
  readonly times: number
  /** How often it has struck. */
  readonly hits: number
}

interface Kept {
  spec: FaultSpec & { id: string; times: number }
  hits: number
  /** Of the sequence that `seed` begins. */
  state: number
}

/** The faults of one app. The first that fits strikes. */
export class FaultBook {
  readonly #faults = new Map<string, Kept>()
  #count = 0

  /** In the order in which they were added, with those that are over. */
  get all(): Fault[] {
    return [...this.#faults.values()].map(shown)
  }

  /** @throws ApiError `testing.fault_illegal`. */
  add(spec: FaultSpec): Fault {
    checkFault(spec)
    if (this.#faults.size >= FAULTS)
      throw new ApiError('testing.fault_illegal', { reason: `there are ${FAULTS} already: remove some` })
    const id = `fault-${++this.#count}`
    const kept = { spec: { ...spec, id, times: spec.times ?? 1 }, hits: 0, state: spec.seed ?? 0 }
    this.#faults.set(id, kept)
    return shown(kept)
  }

  get(id: string): Fault | undefined {
    const kept = this.#faults.get(id)
    return kept && shown(kept)
  }

  /** Returns the fault as it was. @throws ApiError `testing.fault_unknown`. */
  remove(id: string): Fault {
    const fault = this.get(id)
    if (fault === undefined) throw new ApiError('testing.fault_unknown', { id })
    this.forget(id)
    return fault
  }

  forget(id: string): void {
    this.#faults.delete(id)
  }

  clear(): void {
    this.#faults.clear()
  }

  /** The fault that strikes now, if any. */
  strike(fits: (spec: FaultSpec) => boolean): Fault | undefined {
    for (const kept of this.#faults.values()) {
      const { spec, hits } = kept
      if (hits >= spec.times || !fits(spec)) continue
      if (spec.probability !== undefined && draw(kept) >= spec.probability) continue
      kept.hits++
      return shown(kept)
    }
    return undefined
  }
}

function shown({ spec, hits }: Kept): Fault {
  return { ...spec, hits }
}

/** The next number of the sequence, from 0 to 1: mulberry32. */
function draw(kept: { state: number }): number {
  kept.state = (kept.state + 0x6d2b79f5) | 0
  let mixed = Math.imul(kept.state ^ (kept.state >>> 15), 1 | kept.state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
