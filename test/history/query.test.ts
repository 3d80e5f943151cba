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

  test('an entity is the export record in the form of an entity', async () => {
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
    assert.deepEqual(await seen('?limit=-5'), range(0, 10))
    // Seconds instead of milliseconds: long before any message.
    assert.equal((await ask('?ql=select+*+where+timestamp>1795293355')).body.count, 10)
  })

  for (const order of ['asc', 'desc']) {
    test(`cursors lead through all messages once, ${order}`, async () => {
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

  test('a page that ends with the last message has no cursor', async () => {
    assert.equal((await ask('?limit=25')).body.cursor, undefined)
    assert.equal(typeof (await ask('?limit=24')).body.cursor, 'string')
  })

  test('recalled messages and other apps are not visible', async () => {
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

  test('by sender, receiver and type, with comparisons in either direction', async () => {
    for (const [from, target, n] of [
      ['stliu', 'zw123', 100],
      ['carol', 'stliu', 101],
    ])
      await server.call('POST', '/messages/users/import', {
        ...{ from, target, type: 'txt', body: { msg: 'x' }, ext: { n }, msg_timestamp: START + 500 },
      })
    const asked = (ql: string, more = '') => seen(`?ql=${encodeURIComponent(ql)}${more}`)
    assert.deepEqual(await asked("select * where from='stliu' and to='zw123'"), [100])
    assert.deepEqual(await asked('select * where from = "Carol"'), [101])
    assert.deepEqual(await asked("select * where to='stliu' order by timestamp desc limit 2"), [101, 24])
    assert.deepEqual(
      await asked(`select * where from='zw123' and ${START} <= timestamp and ${START + 20} > timestamp`),
      [0, 1],
    )
    assert.deepEqual(await asked("select * where (from='carol' or from='stliu') and type='chat'"), [100, 101])
    assert.deepEqual(await asked("select * where chat_type='groupchat'"), [])
    assert.deepEqual(await seen("?ql=select+*+where+from+=+'carol'+and+timestamp+%3E+0&limit=200"), [101])
    assert.deepEqual(await seen('?ql=order%2Bby%2Btimestamp%2Bdesc&limit=2'), [101, 100])
  })

  test('refuses what it does not understand, and says where and why', async () => {
    assertError(await ask('?ql=hello'), 'query.illegal', {
      position: 1,
      expected: '"where", "order by", "limit" or the end',
      found: '"hello"',
    })
    const { status, body } = await ask(`?ql=${encodeURIComponent("select * where sender='x'")}`)
    assert.equal(status, 400)
    assert.match(
      body.error_description,
      /^illegal query at 16: expected one of timestamp, from, .*, found "sender"$/,
    )
    assertError(await ask('?cursor=CUR'), 'request.cursor_illegal')
    assertError(await server.call('GET', '/chatmessages', undefined, { token: null }), 'auth.expired')
  })
})

describe('[history.purge] DELETE /chatmessages', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
  })
  after(() => server.close())

  const send = async (from: string, to: string, text: string): Promise<string> => {
    const message = { from, to: [to], type: 'txt', body: { msg: text } }
    return (await server.call('POST', '/messages/users', message)).body.data[to]
  }
  const purge = (ql: string, more = '') =>
    server.call('DELETE', `/chatmessages?ql=${encodeURIComponent(ql)}${more}`)
  const left = async () =>
    (await server.call('GET', '/chatmessages?limit=1000')).body.entities.map(
      (each: { msg_id: string }) => each.msg_id,
    )

  test('empties matching messages page by page, and nothing else; devices that have not received them never do', async () => {
    const ids: string[] = []
    for (let n = 0; n < 7; n++) ids.push(await send('alice', 'bob', `a${n}`))
    const kept = [await send('bob', 'alice', 'b'), await send('alice', 'carol', 'c')]
    const purged: string[] = []
    let cursor = ''
    let pages = 0
    do {
      const { status, body } = await purge(
        "select * where from='alice' and to='bob'",
        `&limit=3&cursor=${cursor}`,
      )
      assert.deepEqual([status, body.action, body.count], [200, 'delete', body.entities.length])
      assert.deepEqual(Object.keys(body.entities[0]).sort(), [
        ...['chat_type', 'created', 'direction', 'from', 'modified', 'msg_id', 'payload', 'timestamp', 'to'],
        ...['type', 'uuid'],
      ])
      purged.push(...body.entities.map((each: { msg_id: string }) => each.msg_id))
      cursor = body.cursor ?? ''
      pages++
    } while (cursor !== '')
    assert.deepEqual([purged, pages], [ids, 3])
    assert.deepEqual(await left(), kept)
    const { stores } = server.running.core
    assert.equal(await stores.logs.countUndelivered(server.app.id, 'bob'), 0)
    const entry = await stores.logs.find(server.app.id, Number(ids[0]))
    assert.equal(entry?.payload.length, 0)
    assert.equal((await purge("select * where from='alice' and to='bob'")).body.count, 0)
  })

  test('a purge must have a condition, and users may not request it', async () => {
    const before = await left()
    assertError(await server.call('DELETE', '/chatmessages?limit=1'), 'query.missing')
    for (const ql of ['', '%20', 'undefined', 'null', 'all'])
      assert.equal((await server.call('DELETE', `/chatmessages?ql=${ql}`)).body.error, 'illegal_argument', ql)
    assertError(await purge('select *', '&cursor=CUR'), 'request.cursor_illegal')
    for (const limit of ['0', 'x', '-1', '1.5'])
      assertError(await purge('select *', `&limit=${limit}`), 'request.limit_illegal')
    assertError(await purge('select * limit 0'), 'query.illegal', {
      position: 16,
      expected: 'a number from 1, of at most nine digits',
      found: '"0"',
    })
    const token = await server.userToken('alice')
    assertError(
      await server.call('DELETE', '/chatmessages?ql=select+*', undefined, { token }),
      'auth.required',
    )
    assert.deepEqual(await left(), before)
    assert.equal((await purge('select *')).body.count, before.length)
    assert.deepEqual(await left(), [])
  })
})
