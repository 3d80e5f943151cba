/** ms from a failure to the next attempt, for the first attempts; the last one repeats. */
const DELAYS_MS = [5000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000]

/**
 * Returns the ms to wait before trying again what another service has not taken. The jitter spreads what failed together, also what was
 * asked to come later, but never earlier than asked.
 * @param attempts that have failed, at least 1. @param asked ms that the service wants to be left alone (`Retry-After`); null: it did not say.
 */
export function retryDelay(attempts: number, asked: number | null): number {
  const delay = Math.max(DELAYS_MS[attempts - 1] ?? DELAYS_MS.at(-1)!, asked ?? 0)
  return Math.round(Math.max(delay * (0.8 + Math.random() * 0.4), asked ?? 0))
}
