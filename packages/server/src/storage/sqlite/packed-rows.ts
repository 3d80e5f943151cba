/**
 * Rows as they cross threads: one list of values and one block of bytes. Cloning a list per row and a buffer per blob takes twice
 * as long.
 */
export interface PackedRows {
  /** Names of the columns; absent if the receiver knows them. */
  columns?: string[]
  /** Row by row; null where a blob belongs. */
  values: unknown[]
  /** The blobs, one after the other. */
  bytes: Uint8Array | undefined
  /** Index among the values, and end in the bytes, of each blob. */
  blobs: number[]
}

export function packRows(rows: readonly (readonly unknown[])[]): PackedRows {
  const values: unknown[] = []
  const blobs: number[] = []
  const parts: Uint8Array[] = []
  let size = 0
  for (const row of rows)
    for (const value of row) {
      if (value instanceof Uint8Array) {
        size += value.length
        parts.push(value)
        blobs.push(values.length, size)
        values.push(null)
      } else values.push(value)
    }
  return { values, bytes: parts.length === 0 ? undefined : Buffer.concat(parts, size), blobs }
}

/** Returns rows as objects by column name, as Kysely expects them; blobs share their memory. Changes what it is given. */
export function unpackRows<Row>(columns: readonly string[], { values, bytes, blobs }: PackedRows): Row[] {
  for (let i = 0, from = 0; i < blobs.length; i += 2) {
    const to = blobs[i + 1]!
    values[blobs[i]!] = bytes!.subarray(from, to)
    from = to
  }
  const rows: Row[] = []
  for (let at = 0; at < values.length; ) {
    const row: Record<string, unknown> = {}
    for (const column of columns) row[column] = values[at++]
    rows.push(row as Row)
  }
  return rows
}
