import type { TestApp } from 'ringpost'
import type { PerTestOptions } from './per-test.ts'
import { type RingpostTest, start } from './start.ts'

type Use<T> = (value: T) => Promise<void>

/** As `test.extend` of Vitest (from 3.2) and Playwright takes them. */
export interface RingpostFixtures {
  ringpost: [(nothing: object, use: Use<RingpostTest>) => Promise<void>, { scope: 'worker' }]
  app: (own: { ringpost: RingpostTest }, use: Use<TestApp>) => Promise<void>
}

/**
 * Fixtures: `ringpost`, a server for each worker of the runner, and `app`, an app for each test. Those that no test asks for are not made.
 *
 * ```js
 * import { test as base } from 'vitest'
 * const test = base.extend(ringpostFixtures())
 * test('…', async ({ app }) => { await app.token('amy') })
 * ```
 */
export function ringpostFixtures(options: PerTestOptions = {}): RingpostFixtures {
  return {
    ringpost: [
      // The runners read from the source of the function what it asks for.
      // biome-ignore lint/correctness/noEmptyPattern: it asks for nothing
      async ({}, use) => {
        const server = await start(options)
        await use(server)
        await server.stop()
      },
      { scope: 'worker' },
    ],
    app: async ({ ringpost }, use) => {
      const app = await ringpost.createApp(options.app)
      await use(app)
      await app.remove()
    },
  }
}
