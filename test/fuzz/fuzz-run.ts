import { type FuzzCase, makeCase } from './fuzz-case.ts'
import { newScene, type Scene } from './scene.ts'

/** Concurrent cases. */
const AT_ONCE = 8
/** Cases that share a scene: what they destroy is recreated after that many. */
const PER_SCENE = 250
/** Number of faults after which a run ends. */
const ENOUGH = 10
/** Recently ended cases that are remembered, for faults that show a little later. */
const RECENT = 16
/** Limit on the bytes of a case that are printed. */
const PRINTED = 4096

export interface RunOptions {
  seed: number
  /** Number of the first case. */
  from: number
  /** Maximum number of cases. */
  cases: number
  /** ms since 1970 after which no case is started. */
  until: number
  port: number
}

/** Runs cases, several concurrently, and prints what goes wrong. */
export class FuzzRun {
  /** Number of the next case. */
  next: number
  /** Distinct faults, each reported once. */
  readonly faults = new Set<string>()
  /** Set to start no further cases. */
  isStopped = false
  readonly #options: RunOptions
  readonly #underWay = new Map<number, FuzzCase>()
  #recent: [number, FuzzCase][] = []

  constructor(options: RunOptions) {
    this.#options = options
    this.next = options.from
  }

  /** @throws Error if a scene cannot be created although no fault was found. */
  async play(): Promise<void> {
    const { from, cases, until, port } = this.#options
    const end = from + cases
    const isOver = () =>
      this.isStopped || this.next >= end || Date.now() >= until || this.faults.size >= ENOUGH
    while (!isOver()) {
      const round = Math.floor(this.next / PER_SCENE)
      const scene = await newScene(port, round)
      const last = Math.min(end, (round + 1) * PER_SCENE)
      const work = async () => {
        while (this.next < last && !isOver()) await this.#playOne(this.next++, scene)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
    }
  }

  async #playOne(number: number, scene: Scene): Promise<void> {
    const one = makeCase(this.#options.seed, number, scene)
    this.#underWay.set(number, one)
    try {
      const fault = await one.play()
      if (fault !== undefined && !this.isStopped) this.#print(fault, [[number, one]])
    } finally {
      this.#underWay.delete(number)
      this.#recent = [...this.#recent.slice(1 - RECENT), [number, one]]
    }
  }

  /** A fault that cannot be attributed to one case: it belongs to a running case, or to one that has just ended. */
  report(fault: string): void {
    this.#print(fault, [...this.#recent, ...this.#underWay])
  }

  #print(fault: string, suspects: readonly [number, FuzzCase][]): void {
    const kind = kindOf(fault)
    if (this.faults.has(kind) || this.faults.size >= ENOUGH) return
    this.faults.add(kind)
    console.log(`\nFAULT ${this.faults.size}: ${fault}`)
    for (const [number, { title, bytes }] of suspects) {
      console.log(`  case ${number}: ${title}`)
      // With many suspects the numbers are enough: they reproduce the bytes.
      if (suspects.length > 1) continue
      for (const part of bytes) {
        const shown = part.subarray(0, PRINTED)
        const more = part.length > PRINTED ? ` … ${part.length} bytes` : ''
        console.log(`    ${JSON.stringify(shown.toString('latin1'))}${more}`)
      }
    }
    const numbers = suspects.map(([number]) => number)
    const first = Math.min(...numbers)
    const cases = Math.max(...numbers) - first + 1
    console.log(`  again: npm run fuzz -- --seed ${this.#options.seed} --from ${first} --cases ${cases}`)
  }
}

/** Faults that differ only in numbers, names and times count as one. */
function kindOf(fault: string): string {
  const stack = /"stack":"([^"]{0,400})/.exec(fault)?.[1]
  return (stack ?? fault.slice(0, 300)).replaceAll(/\d+/g, 'N')
}
