import type { CompiledQuery } from 'kysely'

/** What must hold of a statement; else the commit that it is part of is undone. */
export interface Guard {
  /** How many rows the statement gives. */
  rows: number
  /** What the commit is refused with. @param rows those that it gave instead. */
  refusal(rows: readonly unknown[]): Error
}

/** A statement to be written with others, and perhaps what must hold of it. */
export type Statement<Row = unknown> = CompiledQuery<Row> & { guard?: Guard }

/** A statement that must give so many rows. */
export function guarded<Row>(
  statement: CompiledQuery<Row>,
  rows: number,
  refusal: (rows: readonly Row[]) => Error,
): Statement<Row> {
  return { ...statement, guard: { rows, refusal: refusal as Guard['refusal'] } }
}
