import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ID_DISORDER, idFloor } from '../../kernel/id-generator.ts'
import { type App, defaultAppSettings } from '../tenancy/app.ts'
import { passesFor, planFor, reachesAfter, reachesFor } from './retention-rules.ts'
import type { Reach } from './retention-store.ts'

const DAY = 24 * 3600 * 1000
const NOW = Date.UTC(2026, 10, 28)
const SERVER = { pair: 0, group: 365, room: 7, inbox: 30 }
const ago = (days: number) => idFloor(NOW - days * DAY) - ID_DISORDER

function app(id: number, changes: Partial<App['settings']> = {}): App {
  return { id, settings: { ...defaultAppSettings, ...changes } } as App
}

const given = (reaches: readonly Reach[]) =>
  Object.fromEntries(reaches.map(({ app, kind, reach }) => [`${app} ${kind}`, reach]))

test('rules: those of the server, and of apps that have chosen, be it forever', () => {
  const { rules, compactBefore } = planFor(
    [app(1), app(2, { chatDays: 3, groupDays: 0, noticeDays: 30 })],
    SERVER,
    NOW,
  )
  assert.deepEqual(
    rules.map(({ app, kind, cut }) => [app, kind, cut]),
    [
      [0, 'pair', 0],
      [2, 'pair', ago(3)],
      [0, 'group', ago(365)],
      [2, 'group', 0],
      [0, 'room', ago(7)],
      [0, 'inbox', ago(30)],
      [2, 'inbox', ago(30)],
    ],
  )
  assert.equal(compactBefore, ago(1))
})

test('the first run looks through everything once; later ones through what has come of age, each range once', () => {
  const plan = planFor([app(1)], SERVER, NOW)
  const first = reachesFor(plan, [])
  assert.deepEqual(passesFor(plan, first), [{ from: 0, before: ago(1) }])
  const half = reachesAfter(plan, first, { from: 0, before: ago(1) }, ago(100))
  assert.deepEqual(given(half), {
    '0 pair': 0,
    '0 group': ago(365),
    '0 room': ago(100),
    '0 inbox': ago(100),
    '0 compact': ago(100),
  })
  assert.deepEqual(passesFor(plan, half), [{ from: ago(100), before: ago(1) }], 'it continues')
  const all = reachesAfter(plan, half, { from: ago(100), before: ago(1) }, ago(1))
  assert.deepEqual(passesFor(plan, all), [])

  const later = planFor([app(1)], SERVER, NOW + DAY)
  assert.deepEqual(passesFor(later, reachesFor(later, all)), [
    { from: ago(365), before: ago(364) },
    { from: ago(30), before: ago(29) },
    { from: ago(7), before: ago(6) },
    { from: ago(1), before: ago(0) },
  ])
})

test('none reaches further than it cuts, be it that the setting is longer now, or that the clock was wrong', () => {
  const short = planFor([], SERVER, NOW)
  const reaches = reachesAfter(short, reachesFor(short, []), { from: 0, before: ago(1) }, ago(1))
  const long = planFor([], { ...SERVER, room: 14, group: 0 }, NOW)
  assert.equal(given(reachesFor(long, reaches))['0 room'], ago(14))
  assert.equal(given(reachesFor(long, reaches))['0 group'], 0)
})

test('an app that returns to what the server keeps is looked through from where its own rule had come', () => {
  const own = planFor([app(2, { roomDays: 100 }), app(3, { groupDays: 400 })], SERVER, NOW)
  const reaches = reachesAfter(own, reachesFor(own, []), { from: 0, before: ago(1) }, ago(1))
  assert.equal(given(reaches)['2 room'], ago(100))
  const common = planFor([app(2), app(3, { groupDays: 400 })], SERVER, NOW)
  const found = given(reachesFor(common, reaches))
  assert.equal(found['0 room'], ago(100))
  assert.equal(found['0 group'], ago(365))
  assert.equal('2 room' in found, false)
})
