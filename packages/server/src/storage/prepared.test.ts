import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import type { Connection } from './engine.ts'
import { postgresFlavour } from './postgres/flavour.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'
import { sqliteDialect } from './sqlite/dialect.ts'
import { sqliteFlavour } from './sqlite/flavour.ts'

const never = () => Promise.reject(new Error('nothing is run here'))
const sqlite = {
  reads: new Kysely<Schema>({ dialect: sqliteDialect(never) }),
  flavour: sqliteFlavour,
} as Connection
const postgres = {
  reads: new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
  flavour: postgresFlavour,
} as Connection

interface Of {
  app: number
  name: string | null
  limit: number
}

test('is compiled once for each flavour, and filled in with the values of every run', () => {
  let made = 0
  const find = prepared(({ reads }, of: Of) => {
    made++
    return reads
      .selectFrom('user')
      .select('uuid')
      .where('app', '=', of.app)
      .where(sql<boolean>`name = ${of.name} or kind = ${'constant'}`)
      .limit(of.limit)
      .compile()
  })
  for (const values of [
    { app: 1, name: 'alice', limit: 2 },
    { app: 0, name: null, limit: 3 },
  ]) {
    const parameters = [values.app, values.name, 'constant', values.limit]
    const inSqlite = find(sqlite, values)
    assert.equal(inSqlite.sql, 'select "uuid" from "user" where "app" = ? and name = ? or kind = ? limit ?')
    assert.deepEqual(inSqlite.parameters, parameters)
    const inPostgres = find(postgres, values)
    assert.equal(
      inPostgres.sql,
      'select "uuid" from "user" where "app" = $1 and name = $2 or kind = $3 limit $4',
    )
    assert.deepEqual(inPostgres.parameters, parameters)
  }
  assert.equal(made, 2)
})

test('a statement that inspects its values is refused', () => {
  const looks: ((of: Of) => unknown)[] = [
    ({ limit }) => limit + 1,
    ({ name }) => `${name}`,
    (of) => JSON.stringify([of.app]),
    ({ limit }) => limit > 1,
  ]
  for (const look of looks) {
    const find = prepared((_, of: Of) => sql`select ${look(of)}`.compile(sqlite.reads))
    assert.throws(() => find(sqlite, { app: 1, name: 'alice', limit: 2 }), /differs from run to run/)
  }
})
