import { sql } from 'kysely'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/all.ts'
import { openMemory } from './open-memory.ts'

/**
 * What the migrations make of an empty database, as one list of statements: faster than going through all of them.
 * `version`: number of migrations that it contains.
 */
export async function migratedSchema(): Promise<{ version: number; statements: string[] }> {
  const engine = openMemory({ withSchema: false })
  try {
    await migrate(engine, migrations)
    const { rows } = await sql<{ sql: string }>`
      select sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by rowid`.execute(
      engine.reads,
    )
    return { version: migrations.length, statements: rows.map((row) => row.sql) }
  } finally {
    await engine.close()
  }
}

/** The module of that schema: path from the root of the repository -> text. */
export async function generateMemorySchema(): Promise<Map<string, string>> {
  const { version, statements } = await migratedSchema()
  const text = [
    '// Generated from the migrations by `npm run generate`.',
    'export const schema = {',
    `  version: ${version},`,
    '  statements: [',
    ...statements.map((statement) => `    ${JSON.stringify(statement)},`),
    '  ],',
    '}',
    '',
  ].join('\n')
  return new Map([['packages/server/src/storage/sqlite/memory-schema.generated.ts', text]])
}
