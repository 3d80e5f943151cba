import { readFile } from 'node:fs/promises'
import { type NewTestApp, type Seed, type Settings, startServer, type TestApp } from 'ringpost'

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
export async function start({ settings, seed }: TestOptions = {}): Promise<RingpostTest> {
  const isKept = settings?.data !== undefined || settings?.databaseUrl !== undefined
  const server = await startServer({ ...forTests, ...(isKept && { storage: 'file' }), ...settings })
  const stop = () => server.stop()
  try {
    const [{ key } = { key: '' }] = server.apps
    const first = server.testApp(key)
    if (seed !== undefined) await first.seed(await readSeed(seed))
    return Object.assign(first, { stop, [Symbol.asyncDispose]: stop })
  } catch (error) {
    await stop()
    throw error
  }
}

/** Reads the seed if it is a path. */
export async function readSeed<T extends Seed | NewTestApp>(seed: T | string): Promise<T> {
  return typeof seed === 'string' ? (JSON.parse(await readFile(seed, 'utf8')) as T) : seed
}
