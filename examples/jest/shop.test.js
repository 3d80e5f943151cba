import { useRingpost } from '@ringpost/testing/jest'
import { Shop } from './shop.js'

const ringpost = useRingpost({ app: { users: ['shop', 'bob'] } })
let shop
beforeEach(() => {
  const { url, org, app, appToken } = ringpost.app
  shop = new Shop(`${url}/${org}/${app}`, appToken)
})

test('the buyer is told', async () => {
  await shop.ship(7, 'bob')
  const message = await ringpost.app.messages.waitFor({ to: 'bob', ext: { order: 7 } })
  expect(message.text).toBe('Order 7 is on its way')
})

test('a server that is overloaded is asked again', async () => {
  ringpost.app.faults.add({ route: 'POST /messages/users', status: 503 })
  await shop.ship(8, 'bob')
  expect((await ringpost.app.messages.waitFor({ to: 'bob' })).text).toBe('Order 8 is on its way')
})

test('nobody else is told', async () => {
  await shop.ship(9, 'bob')
  expect(ringpost.app.messages.all.map(({ to }) => to)).toEqual(['bob'])
})
