import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReadThrough } from './read-through.ts'

test('cached values are returned at once, and callers that must wait continue in the order in which they asked', async () => {
  const cache = new ReadThrough<string>(10)
  let looks = 0
  const find = async () => {
    looks++
    return 'found'
  }
  const order: number[] = []
  const waiting = [1, 2, 3].map(async (number) => {
    assert.equal(await cache.get('key', find), 'found')
    order.push(number)
  })
  await Promise.all(waiting)
  assert.deepEqual([order, looks], [[1, 2, 3], 1])
  assert.equal(cache.get('key', find), 'found')
  assert.equal(cache.peek('key'), 'found')
  assert.equal(cache.peek('other'), undefined)
})

test('a value overtaken by a commit is not cached', async () => {
  const cache = new ReadThrough<string>(10)
  for (const overtake of [() => cache.set('key', 'new'), () => cache.delete('key')]) {
    cache.delete('key')
    const { promise, resolve } = Promise.withResolvers<string>()
    const look = cache.get('key', () => promise)
    overtake()
    resolve('old')
    assert.equal(await look, 'old')
    assert.notEqual(cache.peek('key'), 'old')
  }
})

test('neither absence nor an error is cached', async () => {
  const cache = new ReadThrough<string>(10)
  assert.equal(await cache.get('key', async () => undefined), undefined)
  await assert.rejects(
    async () =>
      cache.get('key', async () => {
        throw new Error('no disk')
      }),
    /no disk/,
  )
  assert.equal(await cache.get('key', async () => 'there'), 'there')
  assert.equal(
    cache.get('key', async () => 'another'),
    'there',
  )
})
