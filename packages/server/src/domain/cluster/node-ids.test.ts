import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { IdGenerator, type Lanes } from '../../kernel/id-generator.ts'
import { openStorage } from '../../storage/open-storage.ts'
import type { Stores } from '../stores.ts'
import { IdShares, lanesOfShare } from './id-shares.ts'
import { NodeIds } from './node-ids.ts'

describe('the ids of nodes', () => {
  let directory: string
  let stores: Stores
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ringpost-node-ids-'))
    stores = await openStorage({ directory })
  })
  afterEach(async () => {
    await stores.close()
    await rm(directory, { recursive: true })
  })

  const find = async (holder: string, nodes: number): Promise<Lanes[]> => {
    const share = await new IdShares(stores.leases, holder, 600_000).find(nodes)
    return share === undefined ? [] : [lanesOfShare(share)]
  }

  const findAtOnce = async (count: number, nodes: number): Promise<Lanes[]> =>
    (await Promise.all(Array.from({ length: count }, (_, i) => find(`n${i}`, nodes)))).flat()

  function assertApart(all: readonly Lanes[]): void {
    const sorted = all.toSorted((a, b) => a.first - b.first)
    for (const [i, { first, count }] of sorted.entries())
      assert.ok(first + count <= (sorted[i + 1]?.first ?? 2048), `${first} + ${count}`)
  }

  test('few nodes have many, more have fewer, all different ones', async () => {
    const all: Lanes[] = []
    for (let i = 0; i < 56; i++) all.push(...(await find(`first ${i}`, 1)))
    all.push(...(await findAtOnce(128, 1)))
    assertApart(all)
    assert.deepEqual(
      all.map(({ count }) => count),
      [...Array(8).fill(128), ...Array(48).fill(16), ...Array(128).fill(2)],
    )
    assert.deepEqual(await find('one more', 1), [])
  })

  test('1,024 nodes that start together share them evenly', async () => {
    const all = await findAtOnce(1024, 1024)
    assertApart(all)
    assert.equal(all.length, 1024)
    assert.deepEqual(await find('one more', 1024), [])
  })

  test('versions that know only blocks have them alone', async () => {
    const { leases } = stores
    for (const block of [0, 9, 15]) assert.ok(await leases.take(`node/${block}`, 'old', 600_000))
    const all = await findAtOnce(184, 1)
    assertApart([...all, ...[0, 9, 15].map((block) => ({ first: block * 128, count: 128 }))])
    assert.equal(all.length, 7 + 5 * 8 + 64)
    for (let block = 0; block < 16; block++)
      assert.equal(await leases.take(`node/${block}`, 'another', 600_000), false)
  })

  test('a node among many makes do with less, and what it had stays taken until its lease ends', async () => {
    const ids = new IdGenerator()
    let live = 1
    const node = new NodeIds({
      ...stores,
      ids,
      holder: 'n',
      wanted: undefined,
      nodes: () => live,
      onError: (error) => assert.fail(String(error)),
      onChange: () => {},
    })
    await node.start()
    assert.deepEqual(ids.lanes, { first: 0, count: 128 })
    const before = ids.next()
    live = 300
    assert.ok(await node.renew())
    assert.equal(ids.lanes.count, 2)
    assert.ok(ids.next() > before)
    assert.equal(await stores.leases.take('node/0', 'another', 1000), false)
    const few = ids.lanes
    assert.ok(await node.renew())
    assert.equal(ids.lanes, few, 'it keeps them')
    await node.stop()
  })
})
