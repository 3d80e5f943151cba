import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'

interface Collection {
  id: string
  createdAt: number
}

describe('favourites', () => {
  let server: TestServer
  let names = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  async function person(): Promise<string> {
    const name = `u${++names}`
    await server.users(name)
    return name
  }
  const at = (user: string, rest = '') => `/users/${user}/collections${rest}`
  const add = (user: string, body: object): Promise<Reply> => server.call('POST', at(user), body)
  const list = (user: string, query = ''): Promise<Reply> => server.call('GET', at(user, `?${query}`))
  const ids = async (user: string, query = '') =>
    (await list(user, query)).body.collections.map(({ id }: Collection) => id).join('')
  const sample = { data: 'what', type: 1 }

  test('[favourites.add] [favourites.update] [favourites.delete] one favourite, without an envelope', async () => {
    const user = await person()
    const own = { token: await server.userToken(user) }
    const { status, body } = await server.call('POST', at(user.toUpperCase()), sample, own)
    const { collection } = body
    assert.deepEqual([status, Object.keys(body)], [200, ['collection']])
    assert.match(collection.id, /^[\da-f-]{36}$/)
    assert.ok(Math.abs(collection.createdAt - Date.now()) < 60_000)
    assert.deepEqual(collection, {
      ...sample,
      id: collection.id,
      ext: null,
      createdAt: collection.createdAt,
      updatedAt: collection.createdAt,
    })
    const put = async (ext: string) =>
      (await server.call('PUT', at(user, `/${collection.id}`), { ext })).body.collection
    assert.deepEqual([(await put('note')).ext, (await put('')).ext], ['note', null])
    const again = await add(user, { id: collection.id, data: 'new', type: 2, ext: 'e' })
    assert.partialDeepStrictEqual(again.body.collection, {
      ...{ id: collection.id, data: 'new', type: 2, ext: 'e' },
      createdAt: collection.createdAt,
    })
    const gone = await server.call('DELETE', at(user), { collection_ids: [collection.id, 'none'] }, own)
    assert.deepEqual(gone.body, { result: true })
    assert.deepEqual((await list(user)).body, { collections: [] })
  })

  test('[favourites.addMany] [favourites.list] by time, by type, and from one of them on', async () => {
    const [user, other] = [await person(), await person()]
    const collections = [10, 20, 20, 30].map((createdAt, n) => ({
      ...{ id: 'abcd'[n], data: `d${n}`, type: n % 2, ext: '', createdAt },
    }))
    const made = await server.call('POST', '/collections', { username: user.toUpperCase(), collections })
    assert.deepEqual(
      made.body.collections.map(({ id, createdAt }: Collection) => [id, createdAt]),
      [
        ['a', 10],
        ['b', 20],
        ['c', 20],
        ['d', 30],
      ],
    )
    await add(other, { ...sample, id: 'z' })
    assert.equal(await ids(user), 'dcba')
    assert.equal(await ids(user, 'direction=asc&limit=2'), 'ab')
    assert.equal(await ids(user, 'type=1'), 'db')
    assert.equal(await ids(user, 'begin_time=20&end_time=20'), 'cb')
    assert.equal(await ids(user, 'collection_id=b&begin_time=30'), 'ba')
    assert.equal(await ids(user, 'collection_id=b&direction=asc&limit=2'), 'bc')
    const { token } = { token: await server.userToken(user) }
    assert.equal(
      (await server.call('POST', '/collections', { username: user, collections }, { token })).status,
      401,
    )
    const foreign = { token: await server.userToken(other) }
    for (const [method, body] of [
      ['GET', undefined],
      ['POST', sample],
      ['DELETE', { collection_ids: ['a'] }],
    ] as const)
      assert.equal((await server.call(method, at(user), body, foreign)).status, 401)
  })

  test('[favourites.add] [favourites.addMany] [favourites.list] [favourites.update] [favourites.delete] refusals', async () => {
    const user = await person()
    const illegal = (reply: Reply, field: string) => assertError(reply, 'favourite.field_illegal', { field })
    illegal(await add(user, { type: 1 }), 'data')
    illegal(await add(user, { data: 'x'.repeat(20_481), type: 1 }), 'data')
    illegal(await add(user, { data: 'x' }), 'type')
    illegal(await add(user, { id: 'a\0', data: 'x', type: 1 }), 'id')
    illegal(await add(user, { data: 'x', type: 1.5 }), 'type')
    illegal(await add(user, { ...sample, ext: 'x'.repeat(1025) }), 'ext')
    illegal(await add(user, { ...sample, id: 'x'.repeat(129) }), 'id')
    const one = { id: 'a', ...sample, ext: '', createdAt: 1 }
    const many = (collections: unknown, username = user) =>
      server.call('POST', '/collections', { username, collections })
    illegal(await many(Array.from({ length: 21 }, (_, n) => ({ ...one, id: `${n}` }))), 'collections')
    illegal(await many([]), 'collections')
    illegal(await many([{ ...one, createdAt: -1 }]), 'createdAt')
    assertError(await many([one], 'ghost'), 'favourite.user_illegal', { username: 'ghost' })
    for (const limit of ['0', '201', 'x'])
      assertError(await list(user, `limit=${limit}`), 'favourite.limit_illegal')
    assertError(await list(user, 'direction=up'), 'favourite.direction_illegal')
    illegal(await list(user, 'type=x'), 'type')
    illegal(await list(user, 'begin_time=x'), 'begin_time')
    illegal(await list(user, 'end_time=-1'), 'end_time')
    assertError(await list(user, 'collection_id=none'), 'favourite.unknown')
    assertError(await server.call('PUT', at(user, '/none'), { ext: '' }), 'favourite.unknown')
    illegal(await server.call('PUT', at(user, '/none'), {}), 'ext')
    assertError(await server.call('DELETE', at(user), { collection_ids: ['none'] }), 'favourite.unknown')
    illegal(await server.call('DELETE', at(user), { collection_ids: [] }), 'collection_ids')
    for (const [method, path, body] of [
      ['POST', at('ghost'), sample],
      ['GET', at('ghost'), undefined],
      ['PUT', at('ghost', '/a'), { ext: '' }],
      ['DELETE', at('ghost'), { collection_ids: ['a'] }],
    ] as const)
      assertError(await server.call(method, path, body), 'user.unknown')
  })

  test('[favourites.add] not without end: what exists can still be replaced', async () => {
    const user = await person()
    const { favourites } = server.running.core.stores
    const old = { type: 1, data: '', ext: null, createdAt: 1, updatedAt: 1 }
    for (let from = 0; from < 10_000; from += 500)
      await favourites.save(
        server.app.id,
        user,
        Array.from({ length: 500 }, (_, n) => ({ ...old, id: `f${from + n}` })),
        10_000,
      )
    assertError(await add(user, sample), 'favourite.too_many', { limit: 10_000 })
    assert.equal((await add(user, { ...sample, id: 'f0' })).status, 200)
  })
})
