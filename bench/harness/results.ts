import { median, type Spread, spreadOf } from './statistics.ts'

/** One run of one figure. */
export interface Run {
  scenario: string
  /** The measured target. */
  target: string
  /** The load: `64`, `500 members`. */
  case: string
  /** Runs of the same round are close in time: ratios are taken within a round. */
  round: number
  values: Record<string, number>
}

/** Something that could not be measured, and what would make it possible. */
export interface Skip {
  scenario: string
  why: string
}

/** All findings of a benchmark. */
export class Results {
  readonly runs: Run[]
  readonly skips: Skip[]
  /** What is safe once a target answers. */
  readonly durability: Record<string, string>
  /** Remarks to read with a scenario. */
  readonly notes: Record<string, string[]>

  /** @param earlier findings so far. */
  constructor(earlier: Partial<Pick<Results, 'runs' | 'skips' | 'durability' | 'notes'>> = {}) {
    this.runs = [...(earlier.runs ?? [])]
    this.skips = [...(earlier.skips ?? [])]
    this.durability = { ...earlier.durability }
    this.notes = { ...earlier.notes }
  }

  /** All findings except those of the named scenarios. */
  without(scenarios: readonly string[]): Results {
    const stays = ({ scenario }: { scenario: string }) => !scenarios.includes(scenario)
    const notes = Object.fromEntries(Object.entries(this.notes).filter(([scenario]) => stays({ scenario })))
    return new Results({ ...this, runs: this.runs.filter(stays), skips: this.skips.filter(stays), notes })
  }

  add(run: Run): void {
    this.runs.push(run)
  }

  /** Records and prints that something was skipped, so that nobody takes a missing line for a good result. */
  skip(scenario: string, why: string): void {
    this.skips.push({ scenario, why })
    console.log(`  skipped: ${why}`)
  }

  note(scenario: string, text: string): void {
    this.notes[scenario] = [...(this.notes[scenario] ?? []), text]
  }

  find(scenario: string, target: string, forCase: string): Run[] {
    return this.runs.filter(
      (run) => run.scenario === scenario && run.target === target && run.case === forCase,
    )
  }

  /** Undefined if no run has such a value. */
  value(scenario: string, target: string, forCase: string, value: string): Spread | undefined {
    const numbers = this.find(scenario, target, forCase).flatMap((run) => run.values[value] ?? [])
    return numbers.length === 0 ? undefined : spreadOf(numbers)
  }

  /** One figure over another, round by round. */
  ratio(scenario: string, value: string, over: Place, under: Place): Spread | undefined {
    const divisors = new Map(
      this.find(under.scenario ?? scenario, under.target, under.case).map((run) => [
        run.round,
        run.values[value],
      ]),
    )
    const ratios = this.find(over.scenario ?? scenario, over.target, over.case).flatMap((run) => {
      const divisor = divisors.get(run.round)
      const number = run.values[value]
      return divisor === undefined || number === undefined ? [] : number / divisor
    })
    return ratios.length === 0 ? undefined : spreadOf(ratios)
  }

  /** The median of one value over all rounds, for a line on the console. */
  median(scenario: string, target: string, forCase: string, value: string): number {
    return median(this.find(scenario, target, forCase).flatMap((run) => run.values[value] ?? []))
  }
}

export interface Place {
  scenario?: string
  target: string
  case: string
}
