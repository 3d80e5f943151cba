import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReadThrough } from './read-through.ts'

test('what is known is answered at once, and who must wait goes on in the order in which he asked', async () => {
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

test('what a commit has overtaken is not kept', async () => {
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

test('neither that there is nothing nor an error is kept', async () => {
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
