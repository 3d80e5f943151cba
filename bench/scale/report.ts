import type pg from 'pg'
import type { Measured, Sample } from './statement-meter.ts'

/** Sizes of the tables that grow. */
export async function tablesTable(client: pg.Client): Promise<string> {
  const { rows } = await client.query(`
    select relname as name, n_live_tup::float as rows, pg_table_size(relid)::float as bytes,
      pg_indexes_size(relid)::float as indexes, n_dead_tup::float as dead
    from pg_stat_user_tables where pg_total_relation_size(relid) > 1e7 order by pg_total_relation_size(relid) desc`)
  const lines = rows.map(
    ({ name, rows, bytes, indexes, dead }) =>
      `| \`${name}\` | ${rows.toLocaleString('en')} | ${dead.toLocaleString('en')} | ${mb(bytes)} | ${mb(indexes)} |`,
  )
  return ['| Table | Rows | Dead | Table, MB | Indexes, MB |', '|---|---|---|---|---|', ...lines].join('\n')
}

/** What each operation took: medians, and the 95th percentile of the time. */
export function operationsTable(measured: readonly Measured[]): string {
  const lines = measured.map(({ operation, samples, paths }) => {
    const at = (part: number, of: (sample: Sample) => number) =>
      samples.map(of).sort((a, b) => a - b)[Math.floor((samples.length - 1) * part)]!
    const cells = [
      operation,
      at(0.5, ({ ms }) => ms).toFixed(2),
      at(0.95, ({ ms }) => ms).toFixed(2),
      at(0.5, ({ hit, read }) => hit + read),
      at(0.5, ({ read }) => read),
      (at(0.5, ({ wal }) => wal) / 1000).toFixed(1),
      at(0.5, ({ pages }) => pages),
      paths.map((path) => `\`${path}\``).join(', '),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '| Operation | Median, ms | 95 %, ms | Blocks | of these read | WAL, KB | Whole pages | Found by |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}

function mb(bytes: number): string {
  return Math.round(bytes / 1e6).toLocaleString('en')
}
