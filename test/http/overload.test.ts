import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sampleUser } from '../../packages/server/src/storage/contract/samples.ts'
import { assertError } from '../harness/assert-error.ts'
import { onlyOnSqlite } from '../harness/engine.ts'
import { TestServer } from '../harness/test-server.ts'

const USERS = 20_000
const AT_ONCE = 200

describe('more queries than the database can take', { skip: onlyOnSqlite }, () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start({ RINGPOST_DATABASE_READERS: '2' })
    const { users } = server.running.core.stores
    for (let from = 0; from < USERS; from += 1000)
      await users.create(Array.from({ length: 1000 }, (_, i) => sampleUser(server.app, `user${from + i}`)))
  })
  after(() => server.close())

  test('[users.list] answers 503 with Retry-After to those that find no place; single users are read meanwhile; then all are served', async () => {
    const query = `/users?limit=10&ql=${encodeURIComponent('where activated=false')}`
    let isOver = false
    const queries = Promise.all(Array.from({ length: AT_ONCE }, () => server.call('GET', query))).finally(
      () => {
        isOver = true
      },
    )
    let single = 0
    while (!isOver) {
      const { status, body } = await server.call('GET', '/users/user7')
      assert.deepEqual([status, body.entities[0].username], [200, 'user7'])
      if (!isOver) single++
    }
    const replies = await queries
    const refused = replies.filter(({ status }) => status !== 200)
    assert.ok(refused.length > 50 && refused.length < AT_ONCE, `${refused.length} of ${AT_ONCE} refused`)
    for (const reply of refused) {
      assertError(reply, 'server.busy')
      assert.equal(reply.headers.get('retry-after'), '1')
    }
    assert.ok(single > 0, 'users were read while queries waited')
    const again = await server.call('GET', query)
    assert.deepEqual([again.status, again.body.entities], [200, []])
  })
})
