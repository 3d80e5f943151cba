import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

const AT = '/moderation/text/list'
const list = (name: string, more: object = {}) => ({
  name,
  scope: 'ALL',
  disposition: 'REJECT',
  userId: 'root',
  textContexts: ['bad', 'worse'],
  ...more,
})

describe('lists of words', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const create = async (name: string, more: object = {}) => {
    const { status, body } = await server.call('POST', AT, list(name, more))
    assert.equal(status, 200, JSON.stringify(body))
    return body.entity
  }
  const check = async (content: string) =>
    (await server.call('POST', '/moderation/txt/check', { content })).body

  test('[moderation.checkText] without any list there is nothing to check against', async () => {
    const reply = await server.call('POST', '/moderation/txt/check', { content: 'x' })
    assertError(reply, 'moderation.no_lists')
    assert.equal(reply.body.code, 4000303)
  })

  test('[moderation.createList] [moderation.updateList] [moderation.deleteList] the replies, field by field', async () => {
    const { status, body } = await server.call('POST', AT, list('first', { textContexts: ['b', 'a', 'b'] }))
    assert.deepEqual([status, Object.keys(body)], [200, ['status', 'entity']])
    const { id, textList, createDataTime, updateDataTime, ...rest } = body.entity
    assert.match(id, /^\d+$/)
    assert.ok(Date.now() - createDataTime < 60_000 && createDataTime === updateDataTime)
    const facts = {
      name: 'first',
      moderationId: id,
      appkey: 'acme#chat',
      category: 'DEFAULT',
      scope: 'ALL',
      tagId: null,
      fullMatch: false,
      suggestion: 'REJECT',
      disposition: 'REJECT',
      quantity: 2,
      status: 'ACTIVE',
    }
    assert.deepEqual(rest, facts)
    const [{ id: word, createDateTime, updateDateTime, ...first }, second] = textList
    assert.match(word, /^\d+$/)
    assert.equal(createDateTime, updateDateTime)
    assert.deepEqual(first, { appId: 'acme#chat', word: 'b', userId: 'root', listId: id, status: true })
    assert.equal(second.word, 'a')

    const changed = { name: 'renamed', scope: 'GROUP', disposition: 'PASS', fullMatch: true }
    const { entity } = (await server.call('PUT', `${AT}/${id}`, changed)).body
    assert.deepEqual(
      [
        entity.name,
        entity.scope,
        entity.suggestion,
        entity.fullMatch,
        entity.quantity,
        entity.textList.length,
      ],
      ['renamed', 'GROUP', 'PASS', true, 2, 2],
    )
    assert.deepEqual((await server.call('DELETE', `${AT}/${id}`)).body, { status: 'OK' })
    assertError(await server.call('DELETE', `${AT}/${id}`), 'moderation.list_unknown')
    assertError(await server.call('PUT', `${AT}/${id}`, changed), 'moderation.list_unknown')
  })

  test('[moderation.createList] [moderation.updateList] what is missing, wrong, too long or taken', async () => {
    const { id } = await create('taken')
    const wrong = async (more: object, code: Parameters<typeof assertError>[1]) =>
      assertError(await server.call('POST', AT, list('wrong', more)), code)
    await wrong({ name: undefined }, 'moderation.param_empty')
    await wrong({ name: '' }, 'moderation.param_empty')
    await wrong({ name: 'x'.repeat(33) }, 'moderation.param_empty')
    await wrong({ scope: 'TAG', tagId: 't' }, 'moderation.param_empty')
    await wrong({ disposition: 'reject' }, 'moderation.param_empty')
    await wrong({ fullMatch: 1 }, 'moderation.param_empty')
    await wrong({ textContexts: undefined }, 'moderation.param_empty')
    await wrong({ textContexts: [] }, 'moderation.param_empty')
    await wrong({ textContexts: [' \u200b'] }, 'moderation.param_empty')
    await wrong({ textContexts: Array.from({ length: 201 }, String) }, 'moderation.words_too_many')
    await wrong({ textContexts: ['x'.repeat(129)] }, 'moderation.word_too_long')
    await wrong({ name: 'taken' }, 'moderation.list_exists')
    const other = await create('other')
    const settings = { scope: 'ALL', disposition: 'PASS' }
    assertError(
      await server.call('PUT', `${AT}/${other.id}`, { ...settings, name: 'taken' }),
      'moderation.list_exists',
    )
    assertError(await server.call('PUT', `${AT}/${id}`, { name: 'taken' }), 'moderation.param_empty')
    assert.equal((await server.call('PUT', `${AT}/${id}`, { ...settings, name: 'taken' })).status, 200)
    assertError(await server.call('PUT', `${AT}/none`, { ...settings, name: 'x' }), 'moderation.list_unknown')
  })

  test('[moderation.findLists] by name, or page by page, without words', async () => {
    for (const name of ['p1', 'p2', 'p3']) await create(name)
    const find = async (request: object) => (await server.call('POST', `${AT}/search`, request)).body
    const { entities, ...page } = await find({ name: 'p2' })
    assert.deepEqual([entities.length, entities[0].name, 'textList' in entities[0]], [1, 'p2', false])
    assert.match(entities[0].createDataTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
    assert.deepEqual(page, {
      status: 'OK',
      first: true,
      last: true,
      size: 10,
      number: 0,
      numberOfElements: 1,
      totalPages: 1,
      totalElements: 1,
    })
    const all = await find({})
    assert.deepEqual([all.status, all.first, all.number], ['OK', true, 0])
    const second = await find({ page: '1', size: 2 })
    assert.deepEqual(second.entities, all.entities.slice(2, 4))
    assert.deepEqual([second.first, second.number, second.size], [false, 1, 2])
    assert.deepEqual((await find({ tagId: 't' })).totalElements, 0)
    assert.deepEqual((await find({ page: 9 })).entities, [])
    assertError(await server.call('POST', `${AT}/search`, { page: -1 }), 'moderation.param_empty')
  })

  test('[moderation.addWords] [moderation.findWords] [moderation.updateWord] words come, change and are found', async () => {
    const { id } = await create('words')
    const at = `${AT}/${id}/word`
    const add = (wordContents: unknown) =>
      server.call('POST', `${at}/batch`, { wordContents, userId: 'root' })
    const { entity } = (await add(['Straße', 'x_y', 'x%y'])).body
    assert.equal(entity.quantity, 5)
    assert.deepEqual(
      entity.textList.map(({ word }: { word: string }) => word),
      ['Straße', 'x_y', 'x%y'],
    )
    const find = async (request: object) => (await server.call('POST', at, request)).body
    const wordsOf = async (request: object) =>
      (await find(request)).entities.map(({ word }: { word: string }) => word)
    assert.deepEqual(await wordsOf({}), ['bad', 'worse', 'Straße', 'x_y', 'x%y'])
    assert.deepEqual(await wordsOf({ word: 'STRASSE' }), [])
    assert.deepEqual(await wordsOf({ word: 'STRAßE' }), ['Straße'])
    assert.deepEqual(await wordsOf({ word: '%', page: '0', size: '5' }), ['x%y'])
    const [first] = entity.textList
    const change = (body: object) => server.call('PUT', at, body)
    const changed = (await change({ id: first.id, word: 'Weg', userId: 'other' })).body.entity
    assert.deepEqual([changed.id, changed.word, changed.userId], [first.id, 'Weg', 'other'])
    assert.ok(changed.updateDateTime >= changed.createDateTime)
    assertError(await change({ id: first.id, word: 'bad' }), 'moderation.word_exists')
    assertError(await change({ id: '17', word: 'x' }), 'moderation.word_unknown')
    assertError(await change({ id: 'x', word: 'x' }), 'moderation.word_unknown')
    assertError(await change({ word: 'x' }), 'moderation.word_missing')
    assertError(await change({ id: first.id }), 'moderation.word_missing')
    assertError(await change({ id: first.id, word: 'x'.repeat(129) }), 'moderation.word_too_long')
    assertError(await change({ id: first.id, word: '\u200b' }), 'moderation.param_empty')
    assertError(await add(['new', 'bad']), 'moderation.word_exists')
    assertError(await add([]), 'moderation.data_empty')
    assertError(await add(['\u200b']), 'moderation.param_empty')
    assertError(await add(['x'.repeat(129)]), 'moderation.word_too_long')
    assertError(await add(Array.from({ length: 101 }, String)), 'moderation.words_too_many')
    assert.deepEqual(await wordsOf({ word: 'new' }), [], 'all words are added or none')
    const missing = `${AT}/17/word`
    assertError(await server.call('POST', missing, {}), 'moderation.list_unknown')
    assertError(await server.call('PUT', missing, { id: '1', word: 'x' }), 'moderation.list_unknown')
    assertError(
      await server.call('POST', `${missing}/batch`, { wordContents: ['x'] }),
      'moderation.list_unknown',
    )
    assertError(await server.call('POST', at, { page: {} }), 'moderation.param_empty')
  })

  test('[moderation.deleteWord] [moderation.deleteWords] one, or those in the body', async () => {
    const { id, textList } = await create('gone', { textContexts: ['one', 'two', 'three'] })
    const at = `${AT}/${id}/word`
    const [one, two, three] = textList.map((word: { id: string }) => word.id)
    assert.deepEqual((await server.call('DELETE', `${at}?wordId=${one}`)).body, {
      status: 'OK',
      entity: true,
    })
    const { body } = await server.call('DELETE', `${at}/batch`, { wordIds: [two, one] })
    assert.deepEqual(body, { status: 'OK', entity: 0 })
    assert.deepEqual(
      (await server.call('POST', at, {})).body.entities.map((word: { id: string }) => word.id),
      [three],
    )
    assertError(await server.call('DELETE', at), 'moderation.data_empty')
    assertError(await server.call('DELETE', `${at}/batch`, { wordIds: [] }), 'moderation.data_empty')
    assertError(await server.call('DELETE', `${at}/batch`, {}), 'moderation.data_empty')
    const missing = `${AT}/17/word`
    assertError(await server.call('DELETE', `${missing}?wordId=1`), 'moderation.list_unknown')
    assertError(
      await server.call('DELETE', `${missing}/batch`, { wordIds: ['1'] }),
      'moderation.list_unknown',
    )
  })

  test('[moderation.checkText] the severest list decides, and each change counts at once', async () => {
    const { id } = await create('soft', { disposition: 'EXCHANGE', textContexts: ['darn', '笨蛋'] })
    const { data, meta, code } = await check('Darn, 你这个笨蛋！')
    assert.deepEqual([code, typeof meta.timestamp, meta.requestId], [200, 'number', ''])
    assert.deepEqual(data, {
      type: 'REJECT',
      riskType: '违禁',
      riskLabel: 'BAN',
      exchangeText: '***, 你这个***！',
      sensitiveWords: ['darn', '笨蛋'],
    })
    await create('white', { disposition: 'PASS', textContexts: ['darning'] })
    assert.deepEqual((await check('Darning socks')).data, {
      type: 'PASS',
      riskType: '无风险',
      riskLabel: 'NONE',
      exchangeText: 'Darning socks',
      sensitiveWords: [],
    })
    await server.call('DELETE', `${AT}/${id}`)
    assert.equal((await check('darn')).data.type, 'PASS')
    const { body } = await server.call('POST', '/moderation/txt/check', { content: '' })
    assert.equal(body.code, 4000005)
    assertError(await server.call('POST', '/moderation/txt/check', {}), 'moderation.content_empty')
  })

  test('[moderation.createList] a hundred lists at most, and no app sees those of another', async () => {
    const token = server.running.core.tokens.issueAppToken(
      server.running.core.apps.byKey('other#chat')!,
      undefined,
    ).token
    const inOther = (method: string, path: string, body: unknown) =>
      server.request(method, `/other/chat${path}`, body, { token })
    const { id } = await create('only ours')
    assertError(await inOther('PUT', `${AT}/${id}`, list('mine now')), 'moderation.list_unknown')
    assertError(await inOther('POST', `${AT}/${id}/word`, {}), 'moderation.list_unknown')
    const replies = await Promise.all(
      Array.from({ length: 103 }, (_, i) => inOther('POST', AT, list(`list ${i}`))),
    )
    assert.equal(replies.filter(({ status }) => status === 200).length, 100)
    for (const reply of replies) if (reply.status !== 200) assertError(reply, 'moderation.lists_too_many')
  })
  test('[moderation.createList] [moderation.addWords] [moderation.updateWord] the words of an app have 500,000 characters, once folded', async () => {
    const token = server.running.core.tokens.issueAppToken(
      server.running.core.apps.byKey('other#chat')!,
      undefined,
    ).token
    const call = (method: string, path: string, body?: unknown) =>
      server.request(method, `/other/chat${path}`, body, { token })
    const found = await call('POST', `${AT}/search`, { size: 100 })
    for (const { id } of found.body.entities) await call('DELETE', `${AT}/${id}`)
    // The last letter folds to two.
    const words = (count: number) => Array.from({ length: count }, (_, i) => `${i}ﬁ`.padStart(127, 'x'))
    for (let i = 0; i < 19; i++)
      assert.equal((await call('POST', AT, list(`full ${i}`, { textContexts: words(200) }))).status, 200)
    const last = await call('POST', AT, list('last', { textContexts: ['x'.repeat(64)] }))
    const { id, textList } = last.body.entity
    const replies = await Promise.all([
      call('POST', AT, list('more', { textContexts: words(100) })),
      call('POST', `${AT}/${id}/word/batch`, { wordContents: words(100) }),
    ])
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 400])
    assertError(replies.find(({ status }) => status === 400)!, 'moderation.words_too_many')
    // 499,264 characters are in use, 64 of them by the word that changes; this one folds to 18.
    const change = (word: string) => call('PUT', `${AT}/${id}/word`, { id: textList[0].id, word })
    assert.equal((await change('ﷺ'.repeat(44))).status, 200)
    assertError(await change('ﷺ'.repeat(45)), 'moderation.words_too_many')
  })
})
