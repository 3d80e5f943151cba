import type { CompiledQuery } from 'kysely'

/** A condition on the result of a statement; if it does not hold, the commit is rolled back. */
export interface Guard {
  /** Number of rows that the statement must return. */
  rows: number
  /** Returns the error that rejects the commit. @param rows the rows returned instead. */
  refusal(rows: readonly unknown[]): Error
}

/** A statement to be written with others, optionally guarded. `name`: databases parse and plan it once per connection. */
export type Statement<Row = unknown> = CompiledQuery<Row> & { guard?: Guard; name?: string }

/** Returns a statement that must return this many rows. */
export function guarded<Row>(
  statement: CompiledQuery<Row>,
  rows: number,
  refusal: (rows: readonly Row[]) => Error,
): Statement<Row> {
  return { ...statement, guard: { rows, refusal: refusal as Guard['refusal'] } }
}
