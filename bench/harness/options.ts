import { parseArgs } from 'node:util'

export interface Options {
  extent: 'quick' | 'default' | 'full'
  /** Alternating runs of every figure. */
  rounds: number
  /** Seconds that do not count: before the first run of a freshly started target, and before each run. */
  firstWarmUp: number
  warmUp: number
  /** Seconds of a run that count. */
  seconds: number
  /** Names of scenarios; empty for all. */
  only: readonly string[]
  /** Whether the other scenarios keep their results of the last complete run. */
  update: boolean
  /** Folder for CPU profiles of the Ringpost servers. */
  profile: string | undefined
  /** Whether ejabberd takes part, if it is installed. */
  peer: boolean
}

export const usage = `npm run bench -- [--quick | --full] [--only name,name [--update]] [--rounds n] [--no-peer] [--profile folder]

  --quick    less of everything, a few minutes: to see whether a change matters
  --full     longer runs
  --only     these scenarios (their names stand in bench/README.md)
  --update   of the results of the last complete run, measure only those again and keep the others
  --rounds   alternating runs per figure, 3 at least
  --no-peer  without ejabberd
  --profile  let the Ringpost servers write CPU profiles there`

/** @throws Error with a message for the user. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      full: { type: 'boolean' },
      only: { type: 'string' },
      update: { type: 'boolean' },
      rounds: { type: 'string' },
      'no-peer': { type: 'boolean' },
      profile: { type: 'string' },
    },
  })
  const extent = values.full ? 'full' : values.quick ? 'quick' : 'default'
  const rounds = Number(values.rounds ?? (extent === 'quick' ? 3 : 5))
  if (!Number.isInteger(rounds) || rounds < 3) throw new Error('--rounds must be a whole number from 3')
  return {
    extent,
    rounds,
    ...{
      quick: { firstWarmUp: 0.5, warmUp: 0.2, seconds: 0.5 },
      default: { firstWarmUp: 3, warmUp: 0.3, seconds: 1.2 },
      full: { firstWarmUp: 5, warmUp: 1, seconds: 4 },
    }[extent],
    only: values.only?.split(',') ?? [],
    update: values.update === true,
    profile: values.profile,
    peer: values['no-peer'] !== true,
  }
}
