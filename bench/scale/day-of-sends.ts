import type pg from 'pg'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import { messageIn } from './operations.ts'
import { fraction, type Population } from './population.ts'
import { tablesTable } from './report.ts'

/** Messages per commit, as under load. */
const BATCH = 64
/** Commits in flight, as the server has. */
const FLIGHTS = 2

/** Sends as many messages as come in a day, as fast as it goes; what each receiver acknowledges and reads is saved. */
export async function dayOfSends(
  stores: Stores,
  client: pg.Client,
  app: number,
  population: Population,
): Promise<string> {
  const messages = Math.round(population.messages / 365)
  let sent = 0
  const send = async () => {
    while (sent < messages) {
      const first = sent
      sent += BATCH
      const chosen = Array.from({ length: BATCH }, (_, i) =>
        Math.floor(fraction(7 * (first + i)) ** 2 * population.pairs),
      )
      const appended = await stores.logs.append(chosen.map((pair) => messageIn(app, population, pair)))
      await stores.logs.saveCursors(
        chosen.map((pair, i) => ({
          app,
          user: population.nameOf(population.membersOf(pair)[1]!),
          device: 'phone',
          log: population.keyOf(pair),
          seq: appended[i]!.seq,
        })),
      )
      for (const [i, pair] of chosen.entries())
        if (i % 4 === 0)
          await stores.conversations.markRead(
            app,
            population.nameOf(population.membersOf(pair)[1]!),
            population.keyOf(pair),
            null,
          )
    }
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: FLIGHTS }, send))
  const seconds = (performance.now() - startedAt) / 1000
  const { rows } = await client.query(`
    select relname as name, n_tup_upd::float as updates, n_tup_hot_upd::float as hot, n_dead_tup::float as dead,
      autovacuum_count::float as vacuums
    from pg_stat_user_tables where n_tup_upd > 1000 order by n_tup_upd desc`)
  const lines = rows.map(
    ({ name, updates, hot, dead, vacuums }) =>
      `| \`${name}\` | ${updates.toLocaleString('en')} | ${Math.round((hot / updates) * 100)} % | ${dead.toLocaleString('en')} | ${vacuums} |`,
  )
  return [
    `A day, ${messages.toLocaleString('en')} messages, each acknowledged and every fourth read, in ${Math.round(seconds)} s:\n`,
    '| Table | Updates | HOT | Dead rows after it | Autovacuums |',
    '|---|---|---|---|---|',
    ...lines,
    '',
    await tablesTable(client),
  ].join('\n')
}
