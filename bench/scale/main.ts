// npm run bench:scale -- [--messages 20000000] [--day]: fills a PostgreSQL database of its own with a year of messages, and explains
// what users do most in it. Prints Markdown. A hundred million messages take about 60 GB and an hour.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { createApp } from '../../packages/server/src/storage/contract/samples.ts'
import { migrate } from '../../packages/server/src/storage/migrate.ts'
import { migrations } from '../../packages/server/src/storage/migrations/all.ts'
import { openPostgres } from '../../packages/server/src/storage/postgres/open-postgres.ts'
import { storesOver } from '../../packages/server/src/storage/stores-over.ts'
import { examined } from '../../test/harness/examined-engine.ts'
import { findPostgres } from '../../test/harness/find-programs.ts'
import { Postgres } from '../harness/postgres.ts'
import { dayOfSends } from './day-of-sends.ts'
import { fill } from './fill.ts'
import { operate } from './operations.ts'
import { Population } from './population.ts'
import { operationsTable, tablesTable } from './report.ts'
import { METER_SETTINGS, StatementMeter } from './statement-meter.ts'

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '20000000' }, day: { type: 'boolean', default: false } },
})
const messages = Number(values.messages)
if (!Number.isSafeInteger(messages) || messages < 1000)
  throw new Error('--messages is a number, at least 1000')
const programs = findPostgres()
if (programs === undefined) throw new Error('PostgreSQL is not installed')

const postgres = await Postgres.start(programs, {
  shared_buffers: '4GB',
  effective_cache_size: '12GB',
  maintenance_work_mem: '1GB',
  max_wal_size: '8GB',
  random_page_cost: '1.1',
  ...METER_SETTINGS,
})
try {
  const url = postgres.createDatabase('scale')
  const engine = await openPostgres({ url, connections: 9, onProblem: console.error })
  const client = new pg.Client(url)
  await client.connect()
  try {
    await migrate(engine, migrations)
    const app = await createApp(storesOver(engine))
    const startedAt = performance.now()
    const population = new Population(messages, Date.now())
    await fill({ psql: join(programs, 'psql'), url, app: app.id }, population)
    const filledIn = Math.round((performance.now() - startedAt) / 1000)
    await client.query('vacuum analyze')
    await client.query('checkpoint')
    const { users, pairs, groups } = population
    const number = (count: number) => count.toLocaleString('en')
    console.log(
      `${number(messages)} messages of a year, ${number(users)} users, ${number(pairs)} one-to-one conversations, ${number(groups)} groups; filled in ${filledIn} s.\n`,
    )
    console.log(`${await tablesTable(client)}\n`)
    const meter = await StatementMeter.connect(url)
    const stores = storesOver(examined(engine, (queries) => meter.examine(queries)))
    await operate(stores, meter, app.id, population)
    console.log(`${operationsTable(meter.measured)}\n`)
    await meter.end()
    if (values.day) console.log(await dayOfSends(storesOver(engine), client, app.id, population))
  } finally {
    await client.end()
    await engine.close()
  }
} finally {
  await postgres.stop()
}
