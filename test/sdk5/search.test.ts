import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { openClient } from './client.ts'
import type { Anything } from './load-kit.ts'

/** `searchMessages` of SDK 5, with the token of the user (sdk5.md §10, search-streams-translation.md §1.2). */
describe('search by SDK 5', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  test('[messages.search] finds what SDK 5 sent, as its messages, page by page', async () => {
    await using alice = await openClient(server, 'alice')
    const { chatManager } = alice.sdk
    const to = { conversationId: 'bob', conversationType: 'singleChat' }
    const sent: string[] = []
    for (const content of ['晚上吃火锅', 'hot pot tonight', '火锅店在哪里']) {
      const message = chatManager.createTextMessage({ ...to, content })
      sent.push((await chatManager.sendMessage(message)).msgServerId)
    }
    const search = (option: object, page: object = {}): Promise<Anything> =>
      chatManager.searchMessages({ option: { ...to, direction: 'up', ...option }, ...page })
    const both = { keywordList: ['火锅', 'tonight'], keywordListMatchType: 'or' }
    await until('all three are found', async () => (await search(both)).messages.length === 3)

    const { messages } = await search({ keywordList: ['火锅'] })
    assert.deepEqual(
      messages.map(({ body }: Anything) => body.content),
      ['晚上吃火锅', '火锅店在哪里'],
    )
    const [first] = messages
    assert.deepEqual([first.from, first.to, first.conversationId, first.type], ['alice', 'bob', 'bob', 'txt'])
    assert.match(JSON.stringify(first.highlight), /<em>火锅<\/em>/)
    assert.ok(JSON.stringify(first).includes(sent[0]!), 'the id with all its digits')

    const pages: Anything[] = []
    for (const pageNum of [1, 2]) pages.push(await search(both, { pageNum, pageSize: 2 }))
    assert.deepEqual(
      pages.map((page) => [page.messages.length, page.isLast]),
      [
        [2, false],
        [1, true],
      ],
    )
    const now = Date.now()
    const narrow = { msgTypes: ['txt', 'img'], startTime: now - 60_000, endTime: now, searchScope: 'with' }
    assert.equal((await search({ ...both, ...narrow })).messages.length, 3)
    assert.equal((await search({ ...both, msgTypes: ['img'] })).messages.length, 0)
  })
})
