import { type FuzzCase, makeCase } from './fuzz-case.ts'
import { newScene, type Scene } from './scene.ts'

/** Cases at a time. */
const AT_ONCE = 8
/** Cases that share a scene: what they destroy comes back after so many. */
const PER_SCENE = 250
/** Faults after which a run ends. */
const ENOUGH = 10
/** Cases whose end is kept in mind, for faults that show a little later. */
const RECENT = 16
/** Bytes of a case that are printed. */
const PRINTED = 4096

export interface RunOptions {
  seed: number
  /** Number of the first case. */
  from: number
  /** Cases at most. */
  cases: number
  /** ms since 1970 after which none is begun. */
  until: number
  port: number
}

/** Plays one case after the other, several at a time, and prints what goes wrong. */
export class FuzzRun {
  /** Number of the case that comes next. */
  next: number
  /** Different faults, each said once. */
  readonly faults = new Set<string>()
  /** What cannot be played any more. */
  isStopped = false
  readonly #options: RunOptions
  readonly #underWay = new Map<number, FuzzCase>()
  #recent: [number, FuzzCase][] = []

  constructor(options: RunOptions) {
    this.#options = options
    this.next = options.from
  }

  /** @throws Error where a scene cannot be made although nothing was found. */
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

  /** A fault that does not say which case it is from: one of those under way, or that have just ended. */
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
      // Of many suspects the numbers will do: they make the bytes again.
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

/** Faults that differ in numbers, names and times only are one. */
function kindOf(fault: string): string {
  const stack = /"stack":"([^"]{0,400})/.exec(fault)?.[1]
  return (stack ?? fault.slice(0, 300)).replaceAll(/\d+/g, 'N')
}
