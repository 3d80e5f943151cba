import { type Seed, type Settings, startServer, type TestApp } from 'ringpost'

export interface TestOptions {
  /** Settings of the server over those for tests (docs/reference/configuration.md). */
  settings?: Settings
  /** What the first app begins with; a path: of a JSON file. */
  seed?: Seed | string
}

/** A server for tests, and its first app, `demo#demo`. */
export interface RingpostTest extends TestApp {
  /** Ends the server; nothing of it stays. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** In memory, on a free port of this machine, silent, with passwords that cost as little as allowed. */
const forTests: Settings = {
  storage: 'memory',
  host: '127.0.0.1',
  port: 0,
  emulator: 'on',
  passwordCost: 1024,
  logLevel: 'silent',
  bootstrap: 'demo#demo',
}

/**
 * Starts a server in this process, whose data goes when it stops; any number can run side by side.
 *
 * ```js
 * import { start } from '@ringpost/testing'
 * await using ringpost = await start()
 * ```
 * @throws Error for settings or a seed that cannot be.
 */
export async function start(options: TestOptions = {}): Promise<RingpostTest> {
  requireKnown(options)
  const { settings, seed } = options
  const isKept = settings?.data !== undefined || settings?.databaseUrl !== undefined
  const server = await startServer({ ...forTests, ...(isKept && { storage: 'file' }), ...settings })
  const stop = () => server.stop()
  try {
    const [{ key } = { key: '' }] = server.apps
    const first = server.testApp(key)
    if (seed !== undefined) await first.seed(seed)
    return Object.assign(first, { stop, [Symbol.asyncDispose]: stop })
  } catch (error) {
    await stop()
    throw error
  }
}

/** @throws TypeError for an option that there is not, such as those of apps: they would change nothing. */
function requireKnown(options: TestOptions): void {
  if (typeof options !== 'object' || options === null) throw new TypeError('the options are an object')
  // `app` is for those that make an app for each test.
  const unknown = Object.keys(options).find((name) => !['settings', 'seed', 'app'].includes(name))
  if (unknown !== undefined)
    throw new TypeError(
      `there is no option ${unknown}; there are settings (of the server), seed (of its first app) and app (for each test)`,
    )
}
