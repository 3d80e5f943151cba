import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { END_OF_HOURS, type ExportFiles } from '../../packages/server/src/domain/history/export-files.ts'

/** How history files go, in every store. @param open returns the same store each time. */
export function exportFilesSuite(name: string, open: () => Promise<ExportFiles>): void {
  test(`${name} go by hour, or all of an app`, async () => {
    const files = await open()
    const app = randomUUID()
    const hours = ['2026112800', '2026112801', '2026112802']
    const places = [
      ...hours.map((hour) => ({ app, hour, token: 'x' })),
      { app: `${app}0`, hour: '2026112800', token: 'x' },
    ]
    for (const place of places) await files.write(place, one())
    const left = async () => {
      const found = await Promise.all(places.map((place) => files.open(place)))
      await Promise.all(found.map((file) => file?.close()))
      return found.map((file) => file !== undefined)
    }
    await files.removeBefore({ app, hour: '2026112801' })
    assert.deepEqual(await left(), [false, true, true, true])
    await files.removeBefore({ app, hour: END_OF_HOURS })
    assert.deepEqual(await left(), [false, false, false, true])
  })
}

async function* one() {
  yield Buffer.from('x')
}
