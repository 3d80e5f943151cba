import { existsSync } from 'node:fs'
import type { Config } from '../app/config.ts'
import { describeDatabase } from '../app/database-place.ts'
import { moveDatabase } from '../app/move-database.ts'
import { keyFile } from '../app/open-sealer.ts'

/** Moves an installation to PostgreSQL. If interrupted, the next attempt starts over. */
export async function moveInstallation(config: Config, progress: (line: string) => void): Promise<string> {
  const moved = await moveDatabase(config, (table, rows) => progress(`${table}: ${rows} rows`), progress)
  const rows = [...moved].filter(([, count]) => count > 0).map(([table, count]) => `${table}\t${count}`)
  const done = [...rows, `moved and compared: ${describeDatabase(config)}`]
  // PostgreSQL has no data folder that the key could stand in.
  if (config.secretKey === undefined && existsSync(keyFile(config)))
    done.push(
      `set RINGPOST_SECRET_KEY to what is in ${keyFile(config)}: without it, stored secrets cannot be used`,
    )
  return done.join('\n')
}
