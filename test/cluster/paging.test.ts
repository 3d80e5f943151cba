import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { wire } from '@ringpost/protocol'
import { type Entry, entryKind, type NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { idFloor } from '../../packages/server/src/kernel/id-generator.ts'
import { createGroup } from '../groups/scene.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import type { TestServer } from '../harness/test-server.ts'
import { NodeGroup } from './node-group.ts'

const skip = withoutPostgres() || withoutNats()

/** Messages from each node, and how many it sends concurrently. */
const COUNT = 60
const AT_ONCE = 12
const SIZES = [1, 7, 50]

describe('pages of logs that two nodes write concurrently', { skip }, () => {
  let group: NodeGroup
  let nodes: TestServer[]
  let team: string
  before(async () => {
    group = await NodeGroup.start(2)
    nodes = group.nodes
    await nodes[0]!.users('alice', 'bob')
    team = await createGroup(nodes[0]!, ['bob'])
  })
  after(() => group[Symbol.asyncDispose]())

  /** Every node sends `COUNT` messages. @returns their ids. */
  async function sendAll(send: (node: TestServer, n: number) => Promise<string>): Promise<string[]> {
    const ids: string[] = []
    await Promise.all(
      nodes.flatMap((node) =>
        Array.from({ length: AT_ONCE }, async (_, lane) => {
          for (let n = lane; n < COUNT; n += AT_ONCE) ids.push(await send(node, n))
        }),
      ),
    )
    return ids
  }
  const say = (path: string, to: string) => async (node: TestServer, n: number) => {
    const content =
      n % 4 === 0 ? { type: 'cmd', body: { action: `${n}` } } : { type: 'txt', body: { msg: `${n}` } }
    const { body } = await node.call('POST', path, { from: 'alice', to: [to], ...content })
    return String(body.data[to])
  }
  /** All pages, requested from the nodes in turn. */
  async function walk(body: object): Promise<string[]> {
    const ids: string[] = []
    let start: string | number = -1
    for (let asked = 0; ; asked++) {
      const { body: reply } = await nodes[asked % 2]!.call('POST', '/users/bob/messageroaming', {
        ...body,
        start,
      })
      for (const { msg } of reply.data.msgs) ids.push(String(wire.Meta.decode(Buffer.from(msg, 'base64')).id))
      if (reply.data.is_last) return ids
      start = reply.data.next_key
    }
  }
  async function assertEach(wanted: readonly string[], body: object): Promise<void> {
    for (const pull_number of SIZES)
      for (const is_positive of [true, false]) {
        const ids = await walk({ ...body, pull_number, is_positive })
        assert.deepEqual(ids.toSorted(), wanted.toSorted(), `${pull_number} at a time, ${is_positive}`)
      }
  }
  const log = (key: string) => nodes[0]!.running.core.stores.logs.read(nodes[0]!.app.id, key, 0, 30 * COUNT)

  for (const [title, prepare] of [
    [
      'a pair',
      () => ({ path: '/messages/users', to: 'bob', key: 'p:alice|bob', queue: 'alice@easemob.com' }),
    ],
    [
      'a group',
      () => ({
        path: '/messages/chatgroups',
        to: team,
        key: `g:${team}`,
        queue: `${team}@conference.easemob.com`,
      }),
    ],
  ] as const)
    test(`[history.roam] ${title}: each message once, at every page size, in both directions, by type and time`, async () => {
      const { path, to, key, queue } = prepare()
      const sent: string[] = []
      let messages: Entry[] = []
      // Until ids are out of order, which is up to the nodes.
      for (let round = 0; !messages.some(({ id }, n) => n > 0 && id < messages[n - 1]!.id); round++) {
        assert.ok(round < 10, 'ids never out of order')
        sent.push(...(await sendAll(say(path, to))))
        messages = (await log(key)).filter(({ kind }) => kind === entryKind.message)
        assert.equal(messages.length, sent.length)
      }
      await assertEach(sent, { queue })
      const texts = messages.filter(({ contentType }) => contentType === 0).map(({ id }) => String(id))
      await assertEach(texts, { queue, msgType: 'txt' })
      const times = messages.map(({ time }) => time).sort((a, b) => a - b)
      const [startTime, endTime] = [times[COUNT / 2]!, times[COUNT]!]
      const between = messages.filter(({ id }) => idFloor(startTime) <= id && id < idFloor(endTime + 1))
      await assertEach(
        between.map(({ id }) => String(id)),
        { queue, startTime, endTime },
      )
    })

  test('[history.query] each message of the app once', async () => {
    const entries = await Promise.all(['p:alice|bob', `g:${team}`].map(log))
    const messages = entries.flat().filter(({ kind }) => kind === entryKind.message)
    const found: string[] = []
    for (let cursor: string | undefined = '', asked = 0; cursor !== undefined; asked++) {
      const query = `ql=select+*+where+timestamp>1&limit=17${cursor && `&cursor=${cursor}`}`
      const { body } = await nodes[asked % 2]!.call('GET', `/chatmessages?${query}`)
      found.push(...body.entities.map(({ msg_id }: { msg_id: string }) => msg_id))
      cursor = body.cursor
    }
    assert.deepEqual(found.toSorted(), messages.map(({ id }) => String(id)).toSorted())
  })

  test('[conversations.list] each conversation once', async () => {
    const names = Array.from({ length: 2 * COUNT }, (_, n) => `peer${n}`)
    let next = 0
    await sendAll((node) => say('/messages/users', names[next++]!)(node, 1))
    for (const limit of [7, 50]) {
      const found: string[] = []
      let cursor = ''
      for (let asked = 0; asked === 0 || cursor !== ''; asked++) {
        const path = `/sdk/user/alice/user_channels/list?limit=${limit}&cursor=${cursor}`
        const { body } = await nodes[asked % 2]!.call('GET', path)
        found.push(...body.data.channel_infos.map(({ session_to }: { session_to: string }) => session_to))
        cursor = body.data.cursor
      }
      assert.equal(new Set(found).size, found.length)
      assert.deepEqual(found.filter((id) => id.startsWith('peer')).toSorted(), names.toSorted())
    }
  })

  test('[history.file] each message of an hour once', async () => {
    const hour = Math.floor(Date.now() / 3600_000 - 2) * 3600_000
    const ids: number[] = []
    await sendAll(async (node, n) => {
      const id = node.running.core.ids.slots(hour + n * 20_000).first
      const entry = await entryOf(node, id)
      await node.running.core.stores.logs.append([entry])
      ids.push(id)
      return String(id)
    })
    const time = new Date(hour).toISOString().replace(/\D/g, '').slice(0, 10)
    const { body } = await nodes[1]!.call('GET', `/chatmessages/${time}`)
    const file = await fetch(body.data[0].url)
    const lines = gunzipSync(Buffer.from(await file.arrayBuffer()))
      .toString()
      .trim()
      .split('\n')
    const found = lines.map((line) => Number(JSON.parse(line).msg_id))
    assert.deepEqual(
      found,
      ids.toSorted((a, b) => a - b),
    )
  })

  /** A message like one that was sent, with an earlier time. */
  async function entryOf(node: TestServer, id: number): Promise<NewEntry> {
    const sample = (await log('p:alice|bob')).find(({ kind }) => kind === entryKind.message)!
    const { seq, ...entry } = sample
    return { ...entry, app: node.app.id, log: pairLog('alice', 'carol'), id, origin: null, followers: [] }
  }
})
