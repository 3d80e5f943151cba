import type { StatementResult } from './messages.ts'

/** Returns rows as objects by column name, as Kysely expects them. */
export function rowsOf<Row>({ columns, rows }: StatementResult): Row[] {
  return rows.map((values) => {
    const row: Record<string, unknown> = {}
    for (const [index, column] of columns.entries()) row[column] = values[index]
    return row as Row
  })
}
