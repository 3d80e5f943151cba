import pg from 'pg'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import type { App } from '../../packages/server/src/domain/tenancy/app.ts'
import { sampleUser } from '../../packages/server/src/storage/contract/samples.ts'
import { execute } from './postgres.ts'
import { until } from './until.ts'

/** Locks the row of a user: a commit that changes it stops halfway. */
export class Obstacle {
  readonly #url: string
  readonly #holder: pg.Client

  private constructor(url: string, holder: pg.Client) {
    this.#url = url
    this.#holder = holder
  }

  static async place(url: string, stores: Stores, app: App, user: string): Promise<Obstacle> {
    await stores.users.create([sampleUser(app, user)])
    const holder = new pg.Client(url)
    await holder.connect()
    await holder.query('begin')
    await holder.query('select from "user" where app = $1 and name = $2 for update', [app.id, user])
    return new Obstacle(url, holder)
  }

  /** Resolves with the id of the server process that waits. */
  async reached(): Promise<number> {
    let waiting: Record<string, unknown> | undefined
    await until('a commit waits for the row', async () => {
      const waits = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      waiting = (await execute(this.#url, waits))[0]
      return waiting !== undefined
    })
    return waiting!.pid as number
  }

  async remove(): Promise<void> {
    await this.#holder.query('rollback')
    await this.#holder.end()
  }
}
