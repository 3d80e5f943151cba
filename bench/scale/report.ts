import type pg from 'pg'
import type { Measured } from './statement-meter.ts'

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

/** What each operation took. */
export function operationsTable(measured: readonly Measured[]): string {
  const lines = measured.map(({ operation, samples, statements, paths }) => {
    const at = (part: number, of: (sample: (typeof samples)[number]) => number) =>
      samples.map(of).sort((a, b) => a - b)[Math.floor((samples.length - 1) * part)]!
    const ms = (part: number) => at(part, (sample) => sample.ms).toFixed(2)
    const blocks = at(0.5, ({ hit, read }) => hit + read)
    const read = at(0.5, (sample) => sample.read)
    return `| ${operation} | ${statements} | ${ms(0.5)} | ${ms(0.95)} | ${blocks} | ${read} | ${paths.map((path) => `\`${path}\``).join(', ')} |`
  })
  return [
    '| Operation | Statements | Median, ms | 95 %, ms | Blocks | of these read | Found by |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}

function mb(bytes: number): string {
  return Math.round(bytes / 1e6).toLocaleString('en')
}
