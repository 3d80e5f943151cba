import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { after, before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

const DAY = 86_400_000

describe('search for messages', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start({ RINGPOST_SEARCH_EXT: 'topic' })
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  async function say(from: string, to: string, body: object, more: object = {}): Promise<string> {
    const { where = 'users', type = 'txt', ...rest } = more as { where?: string; type?: string }
    const sent = await server.call('POST', `/messages/${where}`, { from, to: [to], type, body, ...rest })
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    return sent.body.data[to] as string
  }
  const text = (from: string, to: string, msg: string, more: object = {}) => say(from, to, { msg }, more)

  const search = (user: string, data: object, options = {}) =>
    server.call('POST', `/users/${user}/messages/search/get`, { data }, options)

  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is being tested
  async function found(user: string, data: object): Promise<any> {
    const { status, body } = await search(user, data)
    assert.equal(status, 200, JSON.stringify(body))
    return body.data
  }
  const ids = async (user: string, data: object): Promise<string[]> =>
    (await found(user, data)).list.map(({ messageId }: { messageId: string }) => messageId)
  /** What was just sent is indexed within a moment, by whichever node. */
  const eventually = (user: string, data: object, expected: string[]) =>
    until(`${user} finds ${JSON.stringify(data)}`, async () =>
      isDeepStrictEqual(await ids(user, data), expected),
    )

  test('[messages.search] finds words whatever their case and accents, in the form of documents and SDK 5', async () => {
    const id = await text('alice', 'bob', 'Meet me at the Café, Zürich', { ext: { topic: 'lunch', n: 1 } })
    await text('alice', 'carol', 'something else')
    await eventually('bob', { keyword: 'cafe' }, [id])
    const { list, pagination } = await found('alice', { keyword: 'ZURICH', highlightEnable: true })
    const { sentTime, relevanceScore, ...message } = list[0]
    assert.ok(Math.abs(sentTime - Date.now()) < 60_000)
    assert.ok(relevanceScore > 0)
    assert.deepEqual(message, {
      messageId: id,
      appKey: 'acme#chat',
      conversationType: 'chat',
      contentType: 'text',
      senderId: 'alice',
      receiverId: 'bob',
      content: { message: 'Meet me at the Café, Zürich' },
      ext: { topic: 'lunch', n: 1 },
      highlight: { 'content.message': ['Meet me at the Café, <em>Zürich</em>'] },
    })
    assert.deepEqual(pagination, { totalPages: 1, page: 1, count: 1, isFinished: 1 })
    assert.deepEqual(await ids('carol', { keyword: 'cafe' }), [], 'others have no part in it')
    const { body, status } = await search('bob', { keyword: 'cafe' }, { headers: { 'x-request-id': 'r-1' } })
    assert.deepEqual([status, body.meta.requestId, typeof body.meta.timestamp], [200, 'r-1', 'number'])
    assert.deepEqual(await ids('bob', { keyword: 'lunch' }), [], 'ext only when asked')
    assert.deepEqual(await ids('bob', { keyword: 'lunch', searchExt: 'with' }), [id])
    assert.deepEqual(await ids('bob', { keyword: 'lunch', searchExt: 'only' }), [id])
    assert.deepEqual(await ids('bob', { keyword: 'cafe', searchExt: 'only' }), [])
  })

  test('[messages.search] finds Chinese, Japanese, Korean and Thai, of which words are not separated', async () => {
    const chinese = await text('carol', 'dave', '我们明天去北京大学吃饭')
    const japanese = await text('carol', 'dave', '東京タワーに行きます')
    const korean = await text('carol', 'dave', '서울에서 만나요')
    const thai = await text('carol', 'dave', 'พบกันที่กรุงเทพ')
    const emoji = await text('carol', 'dave', 'see you 🎉')
    await eventually('dave', { keyword: '🎉' }, [emoji])
    const cases: [string, string[]][] = [
      ['北京', [chinese]],
      ['京大', [chinese]],
      ['饭', [chinese]],
      ['京', [japanese, chinese]],
      ['タワー', [japanese]],
      ['서울', [korean]],
      ['กรุง', [thai]],
      ['上海', []],
    ]
    for (const [keyword, expected] of cases) {
      const data = { keyword, sort: 'sentTime:desc', searchMode: 'exact' }
      assert.deepEqual(await ids('dave', data), expected, keyword)
    }
    const { list } = await found('dave', {
      keyword: '北京大学',
      highlightEnable: true,
      highlightPreTags: ['['],
      highlightPostTags: ']',
    })
    assert.deepEqual(list[0].highlight, { 'content.message': ['我们明天去[北京大学]吃饭'] })
  })

  test('[messages.search] modes, several keywords, ranks and orders', async () => {
    const both = await text('bob', 'carol', 'the quick brown fox')
    const swapped = await text('bob', 'carol', 'brown, then quick')
    const one = await text('bob', 'carol', 'only brown')
    const hyphen = await text('bob', 'carol', 'quick-brown')
    await eventually('carol', { keyword: 'quick-brown', searchMode: 'exact' }, [hyphen])
    const by = (data: object) => ids('carol', { sort: 'sentTime:asc', ...data })
    assert.deepEqual(await by({ keyword: 'quick brown' }), [both, swapped, one, hyphen])
    assert.deepEqual(await by({ keyword: 'quick brown', sort: 'sentTime:desc' }), [
      hyphen,
      one,
      swapped,
      both,
    ])
    assert.deepEqual(await by({ keyword: 'quick brown', searchMode: 'phrase' }), [both, hyphen])
    assert.deepEqual(await by({ keyword: 'Quick  brown', searchMode: 'exact' }), [both])
    assert.deepEqual(await by({ keyword: 'qiuck' }), [])
    assert.deepEqual(await by({ keyword: 'qiuck', searchMode: 'fuzzy' }), [both, swapped, hyphen])
    assert.deepEqual(
      await by({ keyword: 'fix', searchMode: 'fuzzy' }),
      [],
      'short words are taken as they are',
    )
    assert.deepEqual(await by({ keywords: ['fox', 'only', 'fox'] }), [both, one])
    assert.deepEqual(await by({ keywords: ['?!', 'fox'] }), [both], 'without a letter it matches nothing')
    assert.deepEqual(await by({ keywords: ['brown', 'then'], keywordMatch: 'all' }), [swapped])
    const ranked = await found('carol', { keyword: 'quick brown' })
    assert.deepEqual(
      ranked.list.map(({ messageId }: { messageId: string }) => messageId),
      [hyphen, both, swapped, one],
    )
    assert.ok(ranked.list[0].relevanceScore > ranked.list[3].relevanceScore)
    const pages = []
    for (const page of [1, 2, 3])
      pages.push(await found('carol', { keyword: 'brown', sort: 'sentTime:asc', page, size: 2 }))
    assert.deepEqual(
      pages.map(({ list, pagination }) => [list.length, pagination.totalPages, pagination.isFinished]),
      [
        [2, 2, 0],
        [2, 2, 1],
        [0, 2, 1],
      ],
    )
  })

  test('[messages.search] kinds of content, with the names of both', async () => {
    const file = { filename: 'Rechnung.pdf', secret: 's', url: 'https://x/f' }
    const size = { width: 4, height: 3 }
    const image = await say('dave', 'alice', { ...file, size }, { type: 'img' })
    const video = await say(
      'dave',
      'alice',
      { ...file, thumb: 'https://x/t', thumb_secret: 't', length: 9, file_length: 58 },
      { type: 'video' },
    )
    const plain = await say('dave', 'alice', { ...file, file_length: 7 }, { type: 'file' })
    await say('dave', 'alice', { ...file, length: 2 }, { type: 'audio' })
    const place = await say(
      'dave',
      'alice',
      { lat: '39.9', lng: '116.4', addr: 'Rechnung 1' },
      { type: 'loc' },
    )
    const custom = await say(
      'dave',
      'alice',
      { customEvent: 'gift', customExts: { giftName: 'Rechnung', other: 'hidden' } },
      { type: 'custom' },
    )
    const keyword = 'rechnung'
    const sort = 'sentTime:asc'
    await eventually('alice', { keyword, sort }, [image, video, plain, place, custom])
    assert.deepEqual(await ids('alice', { keyword: 'hidden' }), [])
    assert.deepEqual(await ids('alice', { keyword, contentType: 'video,location', sort }), [video, place])
    const { list } = await found('alice', { keyword, sort, highlightEnable: true })
    assert.deepEqual(
      list.map(({ contentType }: { contentType: string }) => contentType),
      ['image', 'video', 'file', 'location', 'custom'],
    )
    const [first, second, , fourth, fifth] = list
    assert.deepEqual(
      [first.content.width, first.content.dimensions, first.content.filename],
      [4, size, file.filename],
    )
    assert.deepEqual(first.highlight, { 'content.filename': ['<em>Rechnung</em>.pdf'] })
    assert.deepEqual([second.content.length, second.content.duration, second.content.size], [9, 9, 58])
    assert.equal(second.content.displayName, file.filename)
    assert.deepEqual([fourth.content.coordinates, fourth.content.lat], ['39.9,116.4', 39.9])
    assert.deepEqual([fifth.content.customEvent, fifth.content.custom_exts.giftName], ['gift', 'Rechnung'])
  })

  test('[messages.search] groups only by id, for members, from when they joined; directed messages for those they are for', async () => {
    const made = { groupname: 'g', owner: 'alice', members: ['bob'], public: true, description: '' }
    const group = (await server.call('POST', '/chatgroups', made)).body.data.groupid as string
    const where = 'chatgroups'
    const early = await text('alice', group, 'gazebo one', { where })
    await server.call('POST', `/chatgroups/${group}/users/carol`)
    const late = await text('alice', group, 'gazebo two', { where })
    const data = { keyword: 'gazebo', sort: 'sentTime:asc' }
    const inGroup = { ...data, groupIds: [group, '4711'] }
    await eventually('bob', inGroup, [early, late])
    assert.deepEqual(await ids('carol', inGroup), [late])
    assert.deepEqual(await found('dave', inGroup), {
      list: [],
      pagination: { totalPages: 0, page: 1, count: 0, isFinished: 1 },
    })
    assert.deepEqual(await ids('bob', data), [], 'no ids: conversations with one other')
    await server.call('DELETE', `/chatgroups/${group}/users/bob`)
    assert.deepEqual(await ids('bob', inGroup), [], 'not a member any more')
    const dm = await text('bob', 'carol', 'gazebo three')
    await eventually('carol', { ...inGroup, conversationType: 'chat,groupchat' }, [late, dm])
    assert.deepEqual(await ids('carol', { ...inGroup, conversationType: 'groupchat' }), [late])
    const directed = await server.call('POST', '/messages/chatgroups/users', {
      from: 'alice',
      to: [group],
      type: 'txt',
      body: { msg: 'gazebo secret' },
      users: ['alice'],
    })
    assert.equal(directed.status, 200, JSON.stringify(directed.body))
    await eventually('alice', { ...inGroup, keyword: 'secret' }, [directed.body.data[group]])
    assert.deepEqual(await ids('carol', { ...inGroup, keyword: 'secret' }), [])
    await server.call('DELETE', `/chatgroups/${group}`)
    assert.deepEqual(await ids('carol', inGroup), [], 'the group is gone')
  })

  test('[messages.search] rooms only while in them, from when the user came', async () => {
    const room = (
      await server.call('POST', '/chatrooms', {
        name: 'r',
        description: '',
        owner: 'alice',
        members: ['bob'],
      })
    ).body.data.id as string
    const id = await text('alice', room, 'pergola', { where: 'chatrooms' })
    const data = { keyword: 'pergola', chatroomIds: [room] }
    await eventually('bob', data, [id])
    assert.deepEqual(await ids('carol', data), [])
    await server.call('POST', `/chatrooms/${room}/users/carol`)
    assert.deepEqual(await ids('carol', data), [], 'it was said before')
  })

  test('[messages.search] pairs, times, and a conversation with oneself', async () => {
    const others = await text('alice', 'bob', 'kumquat')
    const own = await text('alice', 'alice', 'kumquat')
    const all = { keyword: 'kumquat', sort: 'sentTime:asc' }
    await eventually('alice', all, [others, own])
    const pair = (userId1: string, userId2: string) => ({ ...all, participantPairs: [{ userId1, userId2 }] })
    assert.deepEqual(await ids('alice', pair('bob', 'Alice')), [others])
    assert.deepEqual(await ids('alice', pair('alice', 'alice')), [own])
    assert.deepEqual(await ids('alice', pair('alice', 'nobody')), [])
    assertError(await search('alice', pair('bob', 'carol')), 'search.parameter_illegal', {
      field: 'participantPairs',
    })
    const now = Date.now()
    assert.deepEqual(await ids('alice', { ...all, startTime: now - DAY, endTime: now }), [others, own])
    assert.deepEqual(await ids('alice', { ...all, startTime: now - 2 * DAY, endTime: now - DAY }), [])
  })

  test('[messages.search] neither what was recalled, nor what an edit replaced, nor what a user deleted', async () => {
    const recalled = await text('alice', 'bob', 'rhubarb one')
    const edited = await text('alice', 'bob', 'rhubarb two')
    const deleted = await text('alice', 'bob', 'rhubarb three')
    const data = { keyword: 'rhubarb', sort: 'sentTime:asc' }
    await eventually('bob', data, [recalled, edited, deleted])
    await server.call('POST', '/messages/msg_recall', {
      msg_id: recalled,
      to: 'bob',
      chat_type: 'chat',
      from: 'alice',
      force: true,
    })
    assert.deepEqual(await ids('bob', data), [edited, deleted], 'at once')
    const change = { user: 'alice', new_msg: { type: 'txt', msg: 'celery two' } }
    const { status, body } = await server.call('PUT', `/messages/rewrite/${edited}`, change)
    assert.equal(status, 200, JSON.stringify(body))
    await eventually('bob', { keyword: 'celery' }, [edited])
    assert.deepEqual(await ids('bob', data), [deleted])
    const forget = `/rest/message/roaming/chat/user/bob?userId=alice&msgIdList=${deleted}`
    const token = await server.userToken('bob')
    assert.equal((await server.call('DELETE', forget, undefined, { token })).status, 200)
    assert.deepEqual(await ids('bob', data), [])
    assert.deepEqual(await ids('alice', data), [deleted], 'the other side keeps it')
  })

  test('[messages.search] finds a message that was sent piece by piece by its whole text, once', async () => {
    const piece = async (body: object): Promise<string> => {
      const said = await server.call('POST', '/stream_message/user', { from: 'bot', to: 'dave', body })
      return said.body.data.msgId
    }
    const msgId = await piece({ msg: 'slowly ', seq: 0 })
    await eventually('dave', { keyword: 'slowly' }, [msgId])
    await piece({ msgId, msg: 'unfolding', seq: 1, finish: true })
    await eventually('dave', { keyword: 'unfolding' }, [msgId])
    assert.deepEqual(await ids('dave', { keyword: 'slowly unfolding' }), [msgId])
  })

  test('a search through long messages holds up nobody', async () => {
    const hanzi = Array.from({ length: 120 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('')
    const { user } = await server.newUser()
    const to = { from: user, to: [user], type: 'txt', body: { msg: hanzi.repeat(13) } }
    const sent = await Promise.all(
      Array.from({ length: 80 }, () => server.call('POST', '/messages/users', to)),
    )
    assert.ok(sent.every(({ status }) => status === 200))
    const wanted = { keyword: hanzi, size: 1 }
    await until('all are found', async () => (await found(user, wanted)).pagination.totalPages === 80)
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    await found(user, wanted)
    delay.disable()
    assert.ok(delay.max < 250e6, `${delay.max / 1e6} ms`)
  })

  test('[messages.search] refuses what is not allowed, with codes', async () => {
    const bad: [string, object][] = [
      ['keyword', {}],
      ['keyword', { keyword: ' ' }],
      ['keyword', { keyword: 'x'.repeat(121) }],
      ['keywords', { keyword: 'a', keywords: [] }],
      ['keywords', { keywords: ['a', 'b', 'c', 'd', 'e', 'f'] }],
      ['keywordMatch', { keyword: 'a', keywordMatch: 'some' }],
      ['searchMode', { keyword: 'a', searchMode: 'wild' }],
      ['contentType', { keyword: 'a', contentType: 'voice' }],
      ['conversationType', { keyword: 'a', conversationType: 'chats' }],
      ['groupIds', { keyword: 'a', groupIds: 'g' }],
      ['participantPairs', { keyword: 'a', groupIds: Array.from({ length: 21 }, String) }],
      ['startTime', { keyword: 'a', startTime: 1 }],
      ['endTime', { keyword: 'a', startTime: 2, endTime: 1 }],
      ['endTime', { keyword: 'a', startTime: 0, endTime: 90 * DAY + 1 }],
      ['page', { keyword: 'a', page: 0 }],
      ['page', { keyword: 'a', page: 101, size: 100 }],
      ['size', { keyword: 'a', size: 101 }],
      ['sort', { keyword: 'a', sort: 'relevance:asc' }],
      ['highlightPreTags', { keyword: 'a', highlightEnable: true, highlightPreTags: '' }],
      [
        'highlightFragmentSize',
        {
          keyword: 'a',
          highlightEnable: true,
          highlightFragmentSize: 10_000,
          highlightNumberOfFragments: 100,
        },
      ],
    ]
    for (const [field, data] of [...bad, ['data', null], ['data', 7]] as [string, object][]) {
      const reply = await search('alice', data)
      assertError(reply, 'search.parameter_illegal', { field })
      assert.deepEqual([reply.body.code, typeof reply.body.message], [4000005, 'string'], field)
    }
    const never = { startTime: Number.MAX_SAFE_INTEGER - 1, endTime: Number.MAX_SAFE_INTEGER }
    assert.deepEqual(await ids('alice', { keyword: 'a', ...never }), [])
    const complex = await search('alice', { keyword: 'abcdefghi '.repeat(12).trim(), searchMode: 'fuzzy' })
    assert.equal(complex.status, 200, 'repeats count once')
    const long = Array.from({ length: 10 }, (_, i) => `abcdefghi${i}`).join(' ')
    assertError(await search('alice', { keyword: long, searchMode: 'fuzzy' }), 'search.too_complex')
    assertError(await search('nobody', { keyword: 'a' }), 'user.unknown')
    const anonymous = await search('alice', { keyword: 'a' }, { token: null })
    assert.deepEqual([anonymous.status, anonymous.body.code], [401, 4010101])
    const token = await server.userToken('bob')
    assert.equal((await search('bob', { keyword: 'a' }, { token })).status, 200)
    assert.equal((await search('alice', { keyword: 'a' }, { token })).status, 401)
  })
})

test('[messages.search] says that it is not active where it is switched off', async () => {
  const server = await TestServer.start({ RINGPOST_SEARCH: 'off' })
  try {
    await server.users('alice')
    const reply = await server.call('POST', '/users/alice/messages/search/get', { data: { keyword: 'a' } })
    assertError(reply, 'search.not_active')
    assert.equal(reply.body.code, 4030204)
  } finally {
    await server.close()
  }
})
