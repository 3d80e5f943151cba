import { test as base, expect } from '@playwright/test'
import { ringpostFixtures } from '@ringpost/testing/playwright'

const test = base.extend({
  ...ringpostFixtures({ app: { users: ['alice', 'bob'] } }),
  /** Opens the page as a user, in a window of their own. */
  open: async ({ app, browser, baseURL }, use) => {
    await use(async (user) => {
      const page = await browser.newPage({ baseURL })
      const token = await app.token(user)
      await page.goto(`/?${new URLSearchParams({ server: app.url, appKey: app.appKey, user, token })}`)
      await expect(page.getByRole('heading')).toHaveText(`Chat of ${user}`)
      return page
    })
  },
})

async function say(page, to, text) {
  await page.getByLabel('To').fill(to)
  await page.getByLabel('Message').fill(text)
  await page.getByRole('button').click()
}

test('what alice writes appears with bob, and the other way round', async ({ app, open }) => {
  const alice = await open('alice')
  const bob = await open('bob')
  await say(alice, 'bob', 'Hello, Bob')
  await expect(bob.getByText('alice: Hello, Bob')).toBeVisible()
  await say(bob, 'alice', 'Hello, Alice')
  await expect(alice.getByText('bob: Hello, Alice')).toBeVisible()
  expect(app.messages.all.map(({ text }) => text)).toEqual(['Hello, Bob', 'Hello, Alice'])
})

test('what waited while bob was away is there when they come', async ({ app, open }) => {
  await app.seed({ messages: [{ from: 'alice', to: 'bob', text: 'Are you there?' }] })
  const bob = await open('bob')
  await expect(bob.getByText('alice: Are you there?')).toBeVisible()
})
