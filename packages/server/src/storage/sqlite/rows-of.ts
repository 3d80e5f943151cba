import type { StatementResult } from './messages.ts'

/** Rows by the names of their columns, as Kysely gives them out. */
export function rowsOf<Row>({ columns, rows }: StatementResult): Row[] {
  return rows.map((values) => {
    const row: Record<string, unknown> = {}
    for (const [index, column] of columns.entries()) row[column] = values[index]
    return row as Row
  })
}
