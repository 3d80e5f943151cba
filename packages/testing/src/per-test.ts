import type { NewTestApp, TestApp } from 'ringpost'
import { type RingpostTest, start, type TestOptions } from './start.ts'

/** Where a runner takes what is to run around its tests. */
export interface RunnerHooks {
  before(task: () => Promise<void>): unknown
  after(task: () => Promise<void>): unknown
  beforeEach(task: () => Promise<void>): unknown
  afterEach(task: () => Promise<void>): unknown
}

export interface PerTestOptions extends TestOptions {
  /** What the app of each test begins with; a path: of a JSON file. */
  app?: NewTestApp | string
}

/** Read its fields within tests. */
export interface PerTest {
  /** For all tests of the file. */
  readonly server: RingpostTest
  /** For this test alone. */
  readonly app: TestApp
}

/** A server for all tests around which the hooks run, and an app for each. */
export function perTest(
  { before, after, beforeEach, afterEach }: RunnerHooks,
  options: PerTestOptions,
): PerTest {
  let server: RingpostTest | undefined
  let app: TestApp | undefined
  before(async () => {
    server = await start(options)
  })
  after(async () => {
    await server?.stop()
  })
  beforeEach(async () => {
    app = await server?.createApp(options.app)
  })
  afterEach(async () => {
    await app?.remove()
  })
  return {
    get server() {
      return present(server)
    },
    get app() {
      return present(app)
    },
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the server is there within tests and their hooks only')
  return value
}
