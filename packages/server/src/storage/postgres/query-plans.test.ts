import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { examined, executionOf } from '../../../../../test/harness/examined-engine.ts'
import {
  createDatabase,
  execute,
  stopOwnServer,
  type TestDatabase,
  withoutPostgres,
} from '../../../../../test/harness/postgres.ts'
import { stranger } from '../../domain/channels/channel.ts'
import { encodePageCursor } from '../../domain/query/page-cursor.ts'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { createApp, sampleEntry } from '../contract/samples.ts'
import { useStatements } from '../contract/use-statements.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/all.ts'
import { storesOver } from '../stores-over.ts'
import { SESSION } from './connection-pool.ts'
import { openPostgres } from './open-postgres.ts'
import type { Query } from './pooled-connection.ts'
import { types } from './types.ts'

/** Rows of the app in each table: whoever finds rows by the app alone reads them all. */
const ROWS = 5000
/**
 * Pages of all users of an app. Without statistics PostgreSQL may sort them all for each page; once the table has been
 * analysed, which it is soon after it has grown, it must not.
 */
const PAGES = /^select .* from "user" where "app" = \$1 and "(?:id|name)" [<>]/
/** What reads a range of all messages, for exports and queries, and all members once, when the server starts. */
const SCANS = /^select (?:.* from "entry" where "id" >=? \$1 and "id" <=? \$2|distinct "member"."user")/
/** Rows that one step of a plan may read for each row that the statement is about. */
const ROWS_READ = 20

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Rows Removed by Join Filter'?: number
  Plans?: Plan[]
}

/** Plans the statements of an engine, with and without their values, and runs them to count the rows that they read. */
class Planner {
  readonly #client: pg.Client
  #examined: Promise<void> = Promise.resolve()
  /** What reads too much, with the statement. */
  readonly faults = new Map<string, string>()
  count = 0
  isAnalysed = false
  /** Number of rows that the current statements are about. */
  size = 1

  private constructor(client: pg.Client) {
    this.#client = client
  }

  static async connect(url: string): Promise<Planner> {
    const client = new pg.Client({ connectionString: url, types })
    await client.connect()
    await client.query(`${SESSION}; set plan_cache_mode = force_generic_plan;
      select set_config('ringpost.lane', '1', false)`)
    return new Planner(client)
  }

  /** Leaves nothing behind. One call after the other: stores read several things at once. */
  examine(queries: readonly Query[]): Promise<void> {
    const examined = this.#examined.then(() => this.#examineAll(queries))
    this.#examined = examined.catch(() => {})
    return examined
  }

  async #examineAll(queries: readonly Query[]): Promise<void> {
    await this.#client.query('begin')
    for (const query of queries) await this.#examine(query)
    await this.#client.query('rollback')
  }

  async #examine({ text, values = [] }: Query): Promise<void> {
    this.count += 1
    await this.#client.query('savepoint before')
    await this.#client.query(`prepare examined as ${text}`)
    this.#judge('generic', text, await this.#explain(executionOf('examined', { text, values })))
    await this.#client.query('deallocate examined')
    await this.#client.query('rollback to before')
    this.#judge('custom', text, await this.#explain(text, values))
  }

  async #explain(text: string, values: readonly unknown[] = []): Promise<Plan> {
    const explained = await this.#client.query({
      text: `explain (analyze, timing off, format json) ${text}`,
      values: [...values],
    })
    return explained.rows[0]['QUERY PLAN'][0].Plan
  }

  #judge(kind: string, text: string, plan: Plan): void {
    for (const node of nodesOf(plan)) {
      const rows =
        (node['Actual Rows'] +
          (node['Rows Removed by Filter'] ?? 0) +
          (node['Rows Removed by Index Recheck'] ?? 0) +
          (node['Rows Removed by Join Filter'] ?? 0)) *
        node['Actual Loops']
      if (rows <= ROWS_READ * this.size || SCANS.test(text)) continue
      if (PAGES.test(text) && !this.isAnalysed) continue
      const where = node['Relation Name'] === undefined ? '' : ` on ${node['Relation Name']}`
      this.faults.set(`${kind} plan: ${node['Node Type']}${where} reads ${rows} rows`, text)
      if (process.env.PLANS)
        console.log(
          kind,
          text,
          JSON.stringify(
            plan,
            (k, v) => (/Cost|Width|Parallel|Async|Plan Rows|Output/.test(k) ? undefined : v),
            1,
          ),
        )
    }
  }

  async end(): Promise<void> {
    await this.#client.end()
  }
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
}

describe('plans of statements', { skip: withoutPostgres() }, () => {
  let database: TestDatabase
  let planner: Planner
  let stores: Stores
  let app: App
  before(async () => {
    database = await createDatabase()
    const engine = await openPostgres({ url: database.url, connections: 6, onProblem: () => {} })
    await migrate(engine, migrations)
    planner = await Planner.connect(database.url)
    app = await createApp(storesOver(engine))
    await fill(database.url, app.id)
    stores = storesOver(examined(engine, (queries) => planner.examine(queries)))
  })
  after(async () => {
    await stores.close()
    await planner.end()
    await database.drop()
    await stopOwnServer()
  })

  const assertFound = () => {
    const found = Object.fromEntries(planner.faults)
    planner.faults.clear()
    assert.deepEqual(found, {})
  }

  test('in tables without statistics, every statement finds its rows by more of the key than the app', async () => {
    await useStatements(app, stores)
    assert.ok(planner.count >= 100, `${planner.count} statements`)
    assertFound()
  })

  test('so do statements about a crowd: cursors, messages with and without facts, followers, block lists, members', async () => {
    const users = Array.from({ length: 128 }, (_, i) => `u${i + 1}`)
    planner.size = users.length
    const { logs, contacts, channels } = stores
    await logs.saveCursors(
      users.map((user, i) => ({ app: app.id, user, device: 'web', log: `p:u${i + 1}|v${i + 1}`, seq: 2 })),
    )
    const entries = users.map((user) => sampleEntry(app, user, `v${user.slice(1)}`))
    await logs.append(entries)
    const sent = { kind: 'message.sent', by: { kind: 'app' } } as const
    const more = users.map((user) => sampleEntry(app, user, `w${user.slice(1)}`))
    await logs.append(
      more,
      more.map(() => sent),
    )
    const [entry] = await logs.read(app.id, 'g:1', 0, 1)
    await logs.follow(app.id, 'g:1', users, { entry: entry!.id, included: true })
    await contacts.between(app.id, 'u1', users)
    await channels.standings(app.id, 'c1', users)
    const channel = await channels.get(app.id, 'c2')
    const standings = new Map(
      users.map((user) => [user, { ...stranger, role: 'member', joinedAt: 1 } as const]),
    )
    await channels.apply({ channel: channel!, standings })
    assertFound()
  })

  test('so do those that take notifications to push, however many wait', async () => {
    const { pushJobs } = stores
    planner.size = 1
    const due = await pushJobs.due(ROWS)
    assert.equal(due.length, 3)
    planner.size = 15
    const shares = due.map((each) => ({ ...each, limit: 5 }))
    assert.equal((await pushJobs.claim({ now: ROWS, until: ROWS, shares })).length, 15)
    assertFound()
  })

  test('with statistics, pages of all users of an app read no more than a page', async () => {
    planner.size = 1
    planner.isAnalysed = true
    await execute(database.url, 'analyze')
    for (const cursor of [undefined, encodePageCursor('users id asc', [9])])
      await stores.users.list(app.id, { limit: 10, cursor })
    assertFound()
  })
})

/** Fills the tables that grow; nothing ever analyses them. */
async function fill(url: string, app: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = current_schema()`,
  )
  for (const { name } of rows) await client.query(`alter table ${name} set (autovacuum_enabled = off)`)
  const series = `from generate_series(1, ${ROWS}) as n`
  await client.query(`
    insert into "user" (app, name, uuid, activated, created_at, modified_at, token_generation, tokens_valid_from, preferences)
      select ${app}, 'u' || n, gen_random_uuid(), 1, n, n, 0, 0, '{}' ${series};
    insert into log (app, key, head) select ${app}, 'p:u' || n || '|v' || n, 2 ${series};
    insert into log (app, key, head) select ${app}, 'g:' || n, 2 ${series};
    insert into entry (id, app, log, seq, time, kind, content_type, sender, receiver, echo, origin, payload)
      select log.id * 2 + seq, ${app}, log.id, seq, log.id, 0, 0, 'a', 'b', 0, 'o ' || log.id * 2 + seq, ''
      from log cross join generate_series(0, 1) as seq;
    insert into follow (app, "user", log, start, delivered)
      select ${app}, 'u' || n, log.id, 0, 0 ${series} join log on log.key in ('p:u' || n || '|v' || n, 'g:' || n);
    insert into device (app, "user", resource, uuid, name, seen_at) select ${app}, 'u' || n, 'web', '', '', n ${series};
    insert into cursor (app, device, log, seq)
      select ${app}, device.id, follow.log, 1 from device join follow on follow."user" = device."user";
    insert into channel (app, key, kind, name, description, avatar, custom, announcement, owner, public, members_only,
        allow_invites, invite_need_confirm, max_users, muted, disabled, member_count, created_at, modified_at, version)
      select ${app}, 'c' || n, n % 3 + 1, 'c', '', '', '', '', 'u' || n, 1, 0, 0, 0, 200, 0, 0, 1, n, n, 1 ${series};
    insert into member (app, channel, "user", role, joined_at, muted_until, allowed, blocked)
      select ${app}, channel.id, channel.owner, 1, 0, 0, 0, 0 from channel;
    insert into relation (app, "user", peer, contact, remark, requested, version)
      select ${app}, 'u' || n, 'v' || n, n, '', 0, 1 ${series};
    insert into attribute (app, subject, holder, key, value, setter, auto_delete)
      select ${app}, 's' || n, 'h', 'k', 'v', '', 0 ${series};
    insert into rtc_uid (app, "user", uid) select ${app}, 'u' || n, n + 100 ${series};
    insert into push_job (id, app, log, seq, message, sent_at, "user", device, certificate, due_at, claimed, attempts)
      select n + 10, ${app}, 'g:' || n % 50, n, n, n, 'u' || n % 500, 'phone', 'c' || n % 3, n, (n % 100 = 0)::int, 0 ${series};
    insert into presence (app, "user", ext, published_at, told_online) select ${app}, 'u' || n, '', 0, 0 ${series};
    insert into presence_status (app, "user", device, status, at) select ${app}, 'u' || n, 'd', '1', n ${series};
    insert into presence_subscription (app, subscriber, "user", expires_at)
      select ${app}, 'u' || n, 'v' || n, 1000000 + n ${series};
    insert into pin (app, log, message, pinned_at, pinned_by)
      select app, log, id, 1, 'a' from entry where seq = 1;
    insert into erased (app, "user", message) select app, 'u', id from entry where seq = 1`)
  await client.end()
}
