import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { onlyOnSqlite } from '../harness/engine.ts'
import { runCommand } from '../harness/run-command.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'

/** Long enough ago to be imported. */
const THEN = 1_656_906_628_428

describe('the index of messages', () => {
  let directory: string
  let server: TestServer
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ringpost-search-'))
    server = await TestServer.start({}, directory)
    await server.users('alice', 'bob')
  })
  after(async () => {
    await server.close()
    await rm(directory, { recursive: true })
  })

  const say = async (msg: string): Promise<string> => {
    const sent = { from: 'alice', to: ['bob'], type: 'txt', body: { msg } }
    return (await server.call('POST', '/messages/users', sent)).body.data.bob
  }
  const importPast = async (msg: string): Promise<string> => {
    const past = { from: 'bob', target: 'alice', type: 'txt', body: { msg }, msg_timestamp: THEN }
    const { body } = await server.call('POST', '/messages/users/import', past)
    return body.entities?.[0]?.msg_id ?? body.data.msg_id
  }
  const find = async (keyword: string): Promise<string[]> => {
    const data = { keyword, sort: 'sentTime:asc' }
    const { body } = await server.call('POST', '/users/bob/messages/search/get', { data })
    return body.data.list.map(({ messageId }: { messageId: string }) => messageId)
  }
  const eventually = (keyword: string, expected: string[]) =>
    until(`${keyword} is found`, async () => isDeepStrictEqual(await find(keyword), expected))
  const indexed = async (): Promise<number[]> => {
    const { messageIndex } = server.running.core.stores
    return messageIndex.idsAfter(0, 1000)
  }

  test('[messages.search] [messages.importToUser] imported messages are found, with those sent since', async () => {
    const sent = await say('walnut two')
    await eventually('walnut', [sent])
    const past = await importPast('walnut one')
    await eventually('walnut', [past, sent])
  })

  test('[messages.search] a rebuild writes everything again', async () => {
    const expected = await find('walnut')
    assert.equal(expected.length, 2)
    const before = await indexed()
    const { messageIndex } = server.running.core.stores
    await messageIndex.put([], before)
    assert.deepEqual(await find('walnut'), [])
    assert.equal(await runCommand(server.running.core, ['search', 'rebuild']), 'the index is complete')
    await eventually('walnut', expected)
    assert.deepEqual(await indexed(), before)
  })

  test('[messages.search] [history.purge] what vanishes without a notice is swept out of the index', async () => {
    const id = await say('pistachio')
    await eventually('pistachio', [id])
    await server.running.core.messagePurges.purge(
      server.app,
      { where: undefined, order: undefined, limit: undefined },
      100,
      undefined,
    )
    assert.deepEqual(await find('pistachio'), [], 'at once')
    assert.ok((await indexed()).length > 0)
    await server.running.core.indexer!.sweep()
    assert.deepEqual(await indexed(), [])
  })

  test('[messages.recall] [messages.edit] recalled and replaced words leave the index', async () => {
    const [recalled, edited] = [await say('macadamia'), await say('almond')]
    await eventually('almond', [edited])
    const recall = { msg_id: recalled, to: 'bob', chat_type: 'chat', from: 'alice', force: true }
    await server.call('POST', '/messages/msg_recall', recall)
    const change = { user: 'alice', new_msg: { type: 'txt', msg: 'cashew' } }
    await server.call('PUT', `/messages/rewrite/${edited}`, change)
    await eventually('cashew', [edited])
    const { messageIndex } = server.running.core.stores
    const range = { from: 0, before: Number.MAX_SAFE_INTEGER, descending: true, limit: 10 }
    const having = (term: string) => messageIndex.find({ term }, range)
    assert.deepEqual(await Promise.all(['macadamia', 'almond', 'cashew'].map(having)), [
      [],
      [],
      [Number(edited)],
    ])
  })

  test('[messages.search] a restart goes on; a file that is lost or damaged is written again', {
    skip: onlyOnSqlite,
  }, async () => {
    const past = await importPast('hazelnut one')
    const sent = await say('hazelnut two')
    await eventually('hazelnut', [past, sent])
    const file = join(directory, 'ringpost-search.db')
    const damages = [
      async () => {},
      () => rm(file),
      () => writeFile(file, 'no database'.repeat(1000)),
      () => writeFile(file, ''),
    ]
    for (const damage of damages) {
      await server.close()
      await damage()
      server = await TestServer.start({}, directory)
      await eventually('hazelnut', [past, sent])
    }
  })
})
