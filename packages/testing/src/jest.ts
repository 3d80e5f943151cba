import { type PerTest, type PerTestOptions, perTest, type RunnerHooks } from './per-test.ts'

/**
 * For Jest, and other runners with its global functions: call it at the top of a file, or in a suite. The tests share a server, and
 * each has an app of its own.
 *
 * ```js
 * const ringpost = useRingpost()
 * test('…', async () => { await ringpost.app.token('amy') })
 * ```
 */
export function useRingpost(options: PerTestOptions = {}): PerTest {
  const { beforeAll, afterAll, beforeEach, afterEach } = globalThis as unknown as JestGlobals
  return perTest({ before: beforeAll, after: afterAll, beforeEach, afterEach }, options)
}

interface JestGlobals extends Pick<RunnerHooks, 'beforeEach' | 'afterEach'> {
  beforeAll: RunnerHooks['before']
  afterAll: RunnerHooks['after']
}
