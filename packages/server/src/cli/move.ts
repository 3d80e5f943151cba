import type { Config } from '../app/config.ts'
import { describeDatabase } from '../app/database-place.ts'
import { moveDatabase } from '../app/move-database.ts'

/** Moves an installation to PostgreSQL. If interrupted, the next attempt starts over. */
export async function moveInstallation(config: Config, progress: (line: string) => void): Promise<string> {
  const moved = await moveDatabase(config, (table, rows) => progress(`${table}: ${rows} rows`), progress)
  const rows = [...moved].filter(([, count]) => count > 0).map(([table, count]) => `${table}\t${count}`)
  return [...rows, `moved and compared: ${describeDatabase(config)}`].join('\n')
}
