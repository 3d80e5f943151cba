import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'

export function changeNoteContract(stores: () => Stores): void {
  describe('notes of changes', () => {
    const notes = () => stores().changeNotes

    test('are found after an id, in the order of writing, until they are removed', async () => {
      const before = await notes().lastId()
      await notes().add('users', ['1/alice', '1/"böb"'])
      await notes().add('channels', ['1/7'])
      const found = await notes().after(before, 10)
      assert.deepEqual(
        found.map(({ cache, keys }) => [cache, keys]),
        [
          ['users', ['1/alice', '1/"böb"']],
          ['channels', ['1/7']],
        ],
      )
      assert.deepEqual(await notes().after(before, 1), [found[0]])
      assert.deepEqual(await notes().after(found[0]!.id, 10), [found[1]])
      await notes().removeOlder(60_000)
      assert.equal(await notes().lastId(), found[1]!.id)
      await notes().removeOlder(-60_000)
      assert.deepEqual(await notes().after(0, 10), [])
      await notes().add('users', ['1/carol'])
      assert.ok((await notes().lastId()) > found[1]!.id, 'ids are not used again')
    })
  })
}
