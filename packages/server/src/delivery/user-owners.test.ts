import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slotOf, UserOwners } from './user-owners.ts'

const SLOTS = 16_384
const names = (count: number) => Array.from({ length: count }, (_, i) => `node${i}`)

function shares(slots: UserOwners): Map<string, number> {
  const count = new Map<string, number>()
  for (let slot = 0; slot < SLOTS; slot++)
    count.set(slots.owner(slot), (count.get(slots.owner(slot)) ?? 0) + 1)
  return count
}

test('all nodes agree, in whatever order they learn of each other, and share evenly', () => {
  const all = names(32)
  const views = all.map((self, i) => {
    const slots = new UserOwners(self)
    for (const other of i % 2 === 0 ? all : all.toReversed()) if (other !== self) slots.join(other)
    return slots
  })
  for (let slot = 0; slot < SLOTS; slot += 7)
    assert.equal(new Set(views.map((slots) => slots.owner(slot))).size, 1)
  for (const count of shares(views[0]!).values())
    assert.ok(count > 512 / 1.25 && count < 512 * 1.25, `${count}`)
})

test('a node that comes or goes moves its own slots only', () => {
  const slots = new UserOwners('self')
  for (const name of names(31)) slots.join(name)
  const before = Array.from({ length: SLOTS }, (_, slot) => slots.owner(slot))
  assert.equal(slots.join('new'), true)
  assert.equal(slots.join('new'), false)
  for (let slot = 0; slot < SLOTS; slot++)
    if (slots.owner(slot) !== 'new') assert.equal(slots.owner(slot), before[slot])
  const moved = slots.leave('new')
  assert.ok(moved.size > 400)
  for (let slot = 0; slot < SLOTS; slot++) assert.equal(slots.owner(slot), before[slot])
  assert.deepEqual(slots.leave('new'), new Set())
})

test('users spread over all slots', () => {
  const used = new Set(Array.from({ length: 100_000 }, (_, i) => slotOf(1, `user${i}`)))
  assert.ok(used.size > SLOTS * 0.99, `${used.size}`)
})

test('1,024 nodes: each has some slots', () => {
  const slots = new UserOwners('self')
  for (const name of names(1023)) slots.join(name)
  const counts = shares(slots)
  assert.equal(counts.size, 1024)
  assert.ok(Math.max(...counts.values()) < 45)
})
