import { fillingRank } from '../move.ts'
import type { PooledConnection } from './pooled-connection.ts'

/** See `Engine.eraseApp`. */
export async function eraseApp(connection: PooledConnection, app: number): Promise<void> {
  const columns = await connection.run<{ table: string }>({
    text: `select table_name as table from information_schema.columns
      where table_schema = current_schema() and column_name = 'app'`,
  })
  const tables = columns.map(({ table }) => table).sort((a, b) => fillingRank(b) - fillingRank(a))
  await connection.commit(
    tables.map((table) => ({
      text: `delete from "${table}" where app = $1 ${table === 'fact' ? 'and pos < (select max(pos) from fact)' : ''}`,
      values: [app],
    })),
  )
}
