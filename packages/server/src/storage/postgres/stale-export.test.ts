import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Obstacle } from '../../../../../test/harness/obstacle.ts'
import {
  createDatabase,
  stopOwnServer,
  type TestDatabase,
  withoutPostgres,
} from '../../../../../test/harness/postgres.ts'
import { until } from '../../../../../test/harness/until.ts'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleEntry } from '../contract/samples.ts'
import { openStorage } from '../open-storage.ts'

describe('a history file on PostgreSQL', { skip: withoutPostgres() }, () => {
  let database: TestDatabase
  let stores: Stores
  before(async () => {
    database = await createDatabase()
    stores = await openStorage({ url: database.url, connections: 9 })
  })
  after(async () => {
    await stores.close()
    await database.drop()
    await stopOwnServer()
  })

  test('does not keep a message whose recall looked for files before this one was begun, and committed later', async () => {
    const { logs, history } = stores
    const app = await createApp(stores)
    const message = sampleEntry(app, 'alice', 'bob')
    await logs.append([message])
    const obstacle = await Obstacle.place(database.url, stores, app, 'slow')
    const recall = stores.commit(({ logs, history, users }) => [
      logs.withdraw(app.id, [message.id]),
      history.expireExports(app.id, [message.time]),
      users.update(app.id, 'slow', {}, 2),
    ])
    await obstacle.reached()
    const row = { app: app.id, start: message.time, end: message.time + 1, token: 'first' }
    const write = async () => {
      await history.beginExport(row)
      const range = { after: message.id - 1, before: message.id + 1 }
      const { messages } = await history.scan(app.id, range, { limit: 10, descending: false })
      return { count: messages.length, isFinished: await history.finishExport(row, messages.length) }
    }
    const writing = write()
    try {
      await until('the file is begun', async () => (await history.exported(app.id, row.start)) !== undefined)
      // Without waiting for the recall, it is written by now.
      await Promise.race([writing, pause(500)])
    } finally {
      await obstacle.remove()
    }
    await recall
    assert.deepEqual(await writing, { count: 0, isFinished: true })
  })
})
