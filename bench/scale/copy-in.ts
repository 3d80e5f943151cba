import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'

/** Bytes per write to psql. */
const CHUNK = 1 << 18

export type Value = string | number | null

/**
 * Fills a table through `COPY`.
 * @param psql path of the program. @param rows in the order of the columns; texts hold no tab, newline or backslash.
 * @returns number of rows.
 */
export async function copyIn(
  psql: string,
  url: string,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Value[]>,
): Promise<number> {
  const list = columns.map((column) => `"${column}"`).join()
  const command = `copy "${table}" (${list}) from stdin`
  const child = spawn(
    psql,
    ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', `--command=${command}`, url],
    {
      stdio: ['pipe', 'inherit', 'inherit'],
    },
  )
  const ended = once(child, 'exit')
  const startedAt = performance.now()
  let count = 0
  let text = ''
  for (const row of rows) {
    text += `${row.map((value) => value ?? '\\N').join('\t')}\n`
    count++
    if (text.length < CHUNK) continue
    if (!child.stdin.write(text)) await Promise.race([once(child.stdin, 'drain'), ended])
    text = ''
    if (child.exitCode !== null) break
    if (count % 1_000_000 < 500) progress(table, count, startedAt)
  }
  child.stdin.end(text)
  const [code] = await ended
  if (code !== 0) throw new Error(`copying into ${table} failed`)
  progress(table, count, startedAt)
  return count
}

function progress(table: string, count: number, startedAt: number): void {
  const seconds = (performance.now() - startedAt) / 1000
  console.error(
    `  ${table}: ${count.toLocaleString('en')} rows, ${Math.round(count / seconds).toLocaleString('en')}/s`,
  )
}
