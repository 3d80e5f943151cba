import { after, before, describe } from 'node:test'
import {
  createDatabase,
  stopOwnServer,
  type TestDatabase,
  withoutPostgres,
} from '../../../../../test/harness/postgres.ts'
import { storesContract } from '../contract/stores-contract.ts'
import { openStorage } from '../open-storage.ts'

describe('on a server', { skip: withoutPostgres() }, () => {
  let database: TestDatabase
  before(async () => {
    database = await createDatabase()
  })
  after(async () => {
    await database.drop()
    await stopOwnServer()
  })

  storesContract('PostgreSQL', () => openStorage({ url: database.url, connections: 12 }))
})
