import { after, afterEach, before, beforeEach } from 'node:test'
import { type PerTest, type PerTestOptions, perTest } from './per-test.ts'

/**
 * For `node:test`: call it at the top of a file, or in a suite. The tests share a server, and each has an app of its own.
 *
 * ```js
 * const ringpost = useRingpost()
 * test('…', async () => { await ringpost.app.token('amy') })
 * ```
 */
export function useRingpost(options: PerTestOptions = {}): PerTest {
  return perTest({ before, after, beforeEach, afterEach }, options)
}
