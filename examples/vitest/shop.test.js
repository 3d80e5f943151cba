import { ringpostFixtures } from '@ringpost/testing/vitest'
import { test as base, expect } from 'vitest'
import { Shop } from './shop.js'

const test = base.extend({
  ...ringpostFixtures({ app: { users: ['shop', 'bob'] } }),
  shop: async ({ app }, use) => use(new Shop(`${app.url}/${app.org}/${app.app}`, app.appToken)),
})

test('the buyer is told', async ({ app, shop }) => {
  await shop.ship(7, 'bob')
  const message = await app.messages.waitFor({ to: 'bob', ext: { order: 7 } })
  expect(message.text).toBe('Order 7 is on its way')
})

test('a server that is overloaded is asked again', async ({ app, shop }) => {
  app.faults.add({ route: 'POST /messages/users', status: 503 })
  await shop.ship(8, 'bob')
  expect((await app.messages.waitFor({ to: 'bob' })).text).toBe('Order 8 is on its way')
})

test('nobody else is told', async ({ app, shop }) => {
  await shop.ship(9, 'bob')
  expect(app.messages.all.map(({ to }) => to)).toEqual(['bob'])
})
