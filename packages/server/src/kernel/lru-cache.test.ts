import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LruCache } from './lru-cache.ts'

test('a cache evicts what has not been used for the longest time, and tells', () => {
  const gone: string[] = []
  const cache = new LruCache<string, number>(2, { dispose: (_, key) => gone.push(key) })
  cache.set('a', 1).set('b', 2)
  assert.equal(cache.get('a'), 1)
  cache.set('b', 3)
  cache.set('a', 4)
  cache.set('c', 5)
  assert.deepEqual([cache.size, [...cache.keys()]], [2, ['c', 'a']])
  cache.delete('c')
  cache.set('d', 6)
  assert.deepEqual([...cache.keys()], ['d', 'a'])
  assert.deepEqual(gone, ['b', 'a', 'b', 'c'])
})

test('a large cache takes no memory while it is empty', () => {
  const before = process.memoryUsage()
  const caches = Array.from({ length: 20 }, () => new LruCache<string, number>(1_000_000))
  const after = process.memoryUsage()
  const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
  assert.ok(grown < 1_000_000, `${grown} bytes for ${caches.length}`)
})

test('a cache is bounded by what its entries weigh, where they are weighed', () => {
  const weighed = new LruCache<number, string>(10, { weigh: ({ length }) => length })
  weighed.set(1, 'abcd').set(2, 'abcd').set(3, 'abcd').set(4, 'longer than all')
  assert.deepEqual([...weighed.keys()], [3, 2])
})
