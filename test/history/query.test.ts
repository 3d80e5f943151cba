import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

const START = 1403164734000

describe('[history.query] GET /chatmessages', () => {
  let server: TestServer
  const ids: string[] = []
  before(async () => {
    server = await TestServer.start()
    for (let n = 0; n < 25; n++) {
      const message = { from: 'zw123', target: 'stliu', type: 'txt', body: { msg: `m${n}` } }
      const { body } = await server.call('POST', '/messages/users/import', {
        ...message,
        ext: { n },
        msg_timestamp: START + n * 10,
      })
      ids.push(body.data.msg_id)
    }
  })
  after(() => server.close())

  const ask = (query: string) => server.call('GET', `/chatmessages${query}`)
  const seen = async (query: string): Promise<string[]> =>
    (await ask(query)).body.entities.map((each: { payload: { ext: { n: number } } }) => each.payload.ext.n)
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

  test('an entity is the record of the export, dressed as one', async () => {
    const { status, body } = await ask(`?ql=select+*+where+timestamp>${START - 1}&limit=1`)
    assert.equal(status, 200)
    const { timestamp, duration, cursor, application, entities, ...rest } = body
    assert.deepEqual([typeof timestamp, typeof duration, application], ['number', 'number', server.app.uuid])
    assert.equal(typeof cursor, 'string')
    assert.deepEqual(rest, {
      action: 'get',
      params: { ql: [`select * where timestamp>${START - 1}`], limit: ['1'] },
      uri: `${server.url}/acme/chat`,
      organization: 'acme',
      applicationName: 'chat',
      count: 1,
    })
    const [{ uuid, ...entity }] = entities
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.deepEqual(entity, {
      type: 'chatmessage',
      created: START,
      modified: START,
      msg_id: ids[0],
      timestamp: START,
      direction: 'outgoing',
      to: 'stliu',
      from: 'zw123',
      chat_type: 'chat',
      payload: { bodies: [{ type: 'txt', msg: 'm0' }], ext: { n: 0 }, from: 'zw123', to: 'stliu' },
    })
  })

  test('raw and encoded queries of real callers, limits and orders', async () => {
    const after = START + 45
    assert.deepEqual(await seen(''), range(0, 10))
    assert.deepEqual(await seen('?limit=20'), range(0, 20))
    assert.deepEqual(await seen('?limit=&cursor='), range(0, 10))
    assert.deepEqual(await seen(`?ql=select+*+where+timestamp>${after}`), range(5, 15))
    assert.deepEqual(await seen(`?limit=3&ql=select%20%2A%20where%20timestamp%3E${after}`), range(5, 8))
    assert.deepEqual(
      await seen(
        `?ql=select+*+where+timestamp<${START + 60}+and+timestamp>=${START + 20}+order+by+timestamp+desc`,
      ),
      range(2, 6).reverse(),
    )
    assert.deepEqual(await seen('?ql=order+by+timestamp+desc&limit=3'), [24, 23, 22])
    assert.deepEqual(await seen(`?ql=select+*+where+timestamp>${Date.now()}`), [])
    assert.deepEqual(await seen(`?ql=select+*+where+timestamp>1795293355&limit=2000`), range(0, 25))
    assert.deepEqual(await seen('?limit=-5&cursor=CUR'), range(0, 10))
    // Seconds where milliseconds are meant: long before any message.
    assert.equal((await ask('?ql=select+*+where+timestamp>1795293355')).body.count, 10)
  })

  for (const order of ['asc', 'desc']) {
    test(`cursors lead through everything once, ${order}`, async () => {
      const all: string[] = []
      let cursor = ''
      let pages = 0
      do {
        const { body } = await ask(`?ql=order+by+timestamp+${order}&limit=7&cursor=${cursor}`)
        all.push(...body.entities.map(({ msg_id }: { msg_id: string }) => msg_id))
        cursor = body.cursor
        pages++
      } while (cursor !== undefined)
      assert.deepEqual(all, order === 'asc' ? ids : ids.toReversed())
      assert.equal(pages, 4)
    })
  }

  test('a page that ends where the messages end has no cursor', async () => {
    assert.equal((await ask('?limit=25')).body.cursor, undefined)
    assert.equal(typeof (await ask('?limit=24')).body.cursor, 'string')
  })

  test('recalled messages and other apps do not show', async () => {
    await server.call('POST', '/messages/msg_recall', {
      msg_id: ids[3],
      to: 'stliu',
      chat_type: 'chat',
      force: true,
    })
    assert.deepEqual(await seen('?limit=5'), [0, 1, 2, 4, 5])
    const other = server.running.core.apps.byKey('other#chat')!
    const { token } = server.running.core.tokens.issueAppToken(other, undefined)
    const reply = await server.request('GET', '/other/chat/chatmessages', undefined, { token })
    assert.deepEqual([reply.body.entities, reply.body.count, reply.body.cursor], [[], 0, undefined])
  })

  test('other questions are refused in the documented words', async () => {
    for (const ql of ["select * where from='zw123'", 'select * where timestamp>1 or timestamp<5', 'hello'])
      assertError(await ask(`?ql=${encodeURIComponent(ql)}`), 'history.query_unsupported')
    assertError(await server.call('GET', '/chatmessages', undefined, { token: null }), 'auth.expired')
  })
})
