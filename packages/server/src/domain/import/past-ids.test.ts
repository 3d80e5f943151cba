import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { IdGenerator, idFloor, idTime, lanesOf } from '../../kernel/id-generator.ts'
import { openStorage } from '../../storage/open-storage.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import type { Stores } from '../stores.ts'
import { defaultAppSettings } from '../tenancy/app.ts'
import { PastIds } from './past-ids.ts'

const NOW = Date.UTC(2026, 0, 1)
const THEN = Date.UTC(2020, 0, 1)

describe('ids of imported messages', () => {
  let directory: string
  let stores: Stores
  let app: number
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ringpost-past-ids-'))
    stores = await openStorage({ directory })
    const created = await stores.apps.create({
      org: 'o',
      name: 'a',
      key: 'o#a',
      uuid: 'u',
      clientId: 'c',
      clientSecret: 's',
      appId: 'i',
      appCertificate: 'k',
      settings: defaultAppSettings,
      createdAt: NOW,
    })
    app = created!.id
  })
  after(async () => {
    await stores.close()
    await rm(directory, { recursive: true })
  })

  /** A generator that has advanced to `NOW`. */
  function generator(block = 0): IdGenerator {
    const ids = new IdGenerator(lanesOf(block))
    ids.next(NOW)
    return ids
  }
  const write = (ids: readonly number[]) =>
    stores.logs.append(
      ids.map(
        (id): NewEntry => ({
          app,
          log: 'p:a|b',
          id,
          time: idTime(id),
          kind: entryKind.message,
          contentType: 0,
          sender: 'a',
          senderDevice: null,
          receiver: 'b',
          receiverDevice: null,
          echo: true,
          audience: null,
          origin: null,
          attributes: null,
          payload: new Uint8Array([1]),
          followers: [],
          past: true,
        }),
      ),
    )

  test('have the time of the message, rise, and are never issued twice', async () => {
    const ids = new PastIds(generator(3), stores.logs)
    const first = await ids.reserve([THEN, THEN + 5, THEN, THEN])
    assert.deepEqual(first.map(idTime), [THEN, THEN + 5, THEN, THEN])
    assert.deepEqual(
      first.map((id) => id - idFloor(idTime(id))),
      [3 * 128, 3 * 128, 3 * 128 + 1, 3 * 128 + 2],
    )
    const more = await Promise.all([ids.reserve([THEN]), ids.reserve([THEN])])
    assert.equal(new Set([...first, ...more.flat()]).size, 6)
  })

  test('skip ids in use by live messages of that time and by earlier imports', async () => {
    const time = THEN + 1000
    const live = idFloor(time) + 7
    await write([live])
    const [next] = await new PastIds(generator(), stores.logs).reserve([time])
    assert.equal(next, live + 1)
    await write([next!])
    const [other] = await new PastIds(generator(1), stores.logs).reserve([time])
    assert.equal(other, idFloor(time) + 128, 'another node has its own id space')
    assert.deepEqual(await new PastIds(generator(), stores.logs).reserve([time]), [live + 2])
  })

  test('continue in the next millisecond with free ids, even after a restart', async () => {
    const time = THEN + 2000
    await write([idFloor(time + 1) + 127])
    const ids = await new PastIds(generator(), stores.logs).reserve(Array(300).fill(time))
    assert.deepEqual([idTime(ids[0]!), idTime(ids[127]!), idTime(ids[128]!)], [time, time, time + 2])
    assert.equal(new Set(ids).size, 300)
    await write(ids)
    const [later] = await new PastIds(generator(), stores.logs).reserve([time])
    assert.equal(later, ids.at(-1)! + 1)
  })

  test('come from the generator for milliseconds it has not reached yet', async () => {
    const live = generator()
    const ids = new PastIds(live, stores.logs)
    const [now, soon] = await ids.reserve([NOW, NOW + 5])
    assert.ok(now! > idFloor(NOW) && idTime(now!) === NOW)
    assert.equal(idTime(soon!), NOW + 5)
    assert.ok(live.next(NOW) > soon!, 'live ids follow')
    const [before] = await ids.reserve([NOW + 1])
    assert.equal(idTime(before!), NOW + 1)
  })
})
