import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { SessionsEnded } from '../../domain/devices/open-session-store.ts'
import type { Stores } from '../../domain/stores.ts'

export function openSessionContract(stores: () => Stores): void {
  describe('open sessions', () => {
    const sessions = (node: string, ...numbers: number[]) =>
      numbers.map((number) => ({ node, number, app: 7, user: `u${number}`, device: 'web' }))
    const others = async (nodes: readonly string[], of: string) =>
      (await stores().openSessions.ofOthers(nodes, 1000)).filter(({ node }) => node === of)

    test('they are listed for other nodes, and added once', async () => {
      const { openSessions } = stores()
      const node = randomUUID()
      await openSessions.add([])
      await openSessions.add(sessions(node, 1, 2))
      await openSessions.add(sessions(node, 2, 3))
      assert.deepEqual(await others(['another'], node), sessions(node, 1, 2, 3))
      assert.deepEqual(await others(['another', node], node), [])
      await openSessions.remove(sessions(node, 1, 2, 3))
    })

    test('of those who remove a session, one succeeds; nothing is removed unless all are there', async () => {
      const { openSessions } = stores()
      const node = randomUUID()
      await openSessions.add(sessions(node, 1, 2))
      await assert.rejects(openSessions.remove(sessions(node, 2, 3)), SessionsEnded)
      assert.deepEqual(await others(['another'], node), sessions(node, 1, 2))
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => openSessions.remove(sessions(node, 1, 2))),
      )
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
      assert.deepEqual(await others(['another'], node), [])
    })
  })
}
