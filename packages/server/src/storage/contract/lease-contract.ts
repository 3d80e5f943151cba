import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'

export function leaseContract(stores: () => Stores): void {
  describe('leases', () => {
    const lease = () => stores().leases

    test('one holder has a name at a time, for as long as it wants', async () => {
      const name = randomUUID()
      assert.equal(await lease().take(name, 'a', 60_000), true)
      assert.equal(await lease().take(name, 'b', 60_000), false)
      assert.equal(await lease().take(name, 'a', 60_000), true)
      await lease().release(name, 'b')
      assert.equal(await lease().take(name, 'b', 60_000), false)
      await lease().release(name, 'a')
      assert.equal(await lease().take(name, 'b', 60_000), true)
    })

    test('a name whose lease has expired is free', async () => {
      const name = randomUUID()
      assert.equal(await lease().take(name, 'a', -1), true)
      assert.equal(await lease().take(name, 'b', 60_000), true)
      assert.equal(await lease().take(name, 'a', 60_000), false)
    })

    test('of many concurrent requests for a name, one gets it', async () => {
      const name = randomUUID()
      const taken = await Promise.all(
        Array.from({ length: 20 }, (_, i) => lease().take(name, `h${i}`, 60_000)),
      )
      assert.equal(taken.filter(Boolean).length, 1)
    })
  })
}
