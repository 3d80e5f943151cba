import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import pg from 'pg'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import { openStorage } from '../../packages/server/src/storage/open-storage.ts'
import { types } from '../../packages/server/src/storage/postgres/types.ts'
import { createDatabase, stopOwnServer, withoutPostgres } from '../harness/postgres.ts'
import { Random } from '../harness/random.ts'
import type { ReadRows } from './slow-news.ts'

const MINUTE = 60_000

/** Runs with more of each: RINGPOST_TEST_STORIES=20 RINGPOST_TEST_STEPS=3000. */
const STORIES = Number(process.env.RINGPOST_TEST_STORIES ?? 2)
const STEPS = Number(process.env.RINGPOST_TEST_STEPS ?? 250)
const FIRST_SEED = Number(process.env.RINGPOST_TEST_SEED ?? 1)

export interface Story {
  /** Something happens at random; now and then, what users are told is compared with what a look at everything says. */
  step(): Promise<void>
  /** The stores were opened again. */
  reopen(stores: readonly Stores[]): void
}

/** @param offsets ms by which the clock of each node is wrong. */
export type Begin = (
  random: Random,
  offsets: readonly number[],
  stores: readonly Stores[],
  read: ReadRows,
) => Promise<Story>

interface Place {
  open(): Promise<Stores[]>
  read: ReadRows
}

async function tell(begin: Begin, place: Place, seed: number, offsets: readonly number[]): Promise<void> {
  const random = new Random(seed)
  let stores = await place.open()
  let step = 0
  try {
    const story = await begin(random, offsets, stores, place.read)
    for (; step < STEPS; step++) {
      await story.step()
      if (!random.oneIn(60)) continue
      for (const each of stores) await each.close()
      stores = await place.open()
      story.reopen(stores)
    }
  } catch (error) {
    throw new Error(`seed ${seed}, step ${step}: ${(error as Error).message}`, { cause: error })
  } finally {
    for (const each of stores) await each.close()
  }
}

const seeds = Array.from({ length: STORIES }, (_, i) => FIRST_SEED + i)

/** Tells stories on both engines. */
export function stories(title: string, begin: Begin): void {
  describe(title, () => {
    describe('on SQLite', () => {
      for (const seed of seeds)
        test(`story ${seed}`, async () => {
          using cleanUp = new DisposableStack()
          const directory = mkdtempSync(join(tmpdir(), 'ringpost-story-'))
          cleanUp.defer(() => rmSync(directory, { recursive: true }))
          let db: DatabaseSync | undefined
          cleanUp.defer(() => db?.close())
          await tell(
            begin,
            {
              open: async () => [await openStorage({ directory })],
              async read(statement) {
                db ??= new DatabaseSync(join(directory, 'ringpost.db'), { readOnly: true })
                return db.prepare(statement).all() as Record<string, unknown>[]
              },
            },
            seed,
            [0],
          )
        })
    })

    describe('on PostgreSQL, with two nodes whose clocks differ by up to 50 minutes', {
      skip: withoutPostgres(),
    }, () => {
      after(stopOwnServer)
      for (const seed of seeds)
        test(`story ${seed}`, async () => {
          await using cleanUp = new AsyncDisposableStack()
          const database = await createDatabase()
          cleanUp.defer(() => database.drop())
          const client = new pg.Client({ connectionString: database.url, types })
          cleanUp.defer(() => client.end())
          await client.connect()
          const open = () => openStorage({ url: database.url, connections: 6 })
          await tell(
            begin,
            {
              open: async () => [await open(), await open()],
              read: async (statement) => (await client.query(statement)).rows,
            },
            seed,
            [0, [50, -50, 20, 0][seed % 4]! * MINUTE],
          )
        })
    })
  })
}
