import type { Refusal } from './messages.ts'

/** A guard of a commit did not hold. */
export class Refused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(`step ${refusal.step} gave ${refusal.result.rows.length} rows`)
    this.refusal = refusal
  }
}
