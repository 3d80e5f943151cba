import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import { type Area, builds, exercised } from './rows.ts'

// The SDKs declare other results than they return; what they return is what is being tested.
// biome-ignore lint/suspicious/noExplicitAny: as above
export type Anything = any

/** The environment of a scenario: its own server, and one build of the SDK for every participant. */
export interface Stage {
  sdk: string
  server: TestServer
  client(user: string, device?: string): Promise<Client>
  /**
   * Calls a method of the SDK, which makes the REST call of that row of sdk-rest-calls.md, and returns what it resolves
   * with; undefined if this build has no such method.
   */
  step(row: string, client: Client, method: string, ...args: unknown[]): Promise<Anything>
  /** Records rows whose calls the SDK has made on its own. */
  did(...rows: string[]): void
  /** Like `step`, and compares the `data` of the result; extra fields do not matter. */
  gives(row: string, client: Client, method: string, args: unknown[], data: Anything): Promise<Anything>
}

/** Runs a scenario with every build, and checks it against the rows that it should exercise with each. */
export function perform(
  area: Area,
  users: readonly string[],
  scenario: (stage: Stage) => Promise<void>,
): void {
  describe(`${area} with every build of the SDK`, () => {
    for (const [version, sdk] of Object.entries(builds)) {
      let server: TestServer
      before(async () => {
        server = await TestServer.start()
        await server.users(...users)
      })
      after(() => server.close())
      test(`${area}, ${version}`, async () => {
        const done = new Set<string>()
        const step: Stage['step'] = async (row, { connection }, method, ...args) => {
          const call = (connection as Anything)[method]
          if (typeof call !== 'function') return undefined
          done.add(row)
          try {
            return await call.apply(connection, args)
          } catch (error) {
            throw new Error(`${row} ${method} with ${version}: ${JSON.stringify(error)}`, { cause: error })
          }
        }
        await scenario({
          sdk,
          server,
          client: (user, device = 'd1') => sdkClient(server, { user, password: 'pw', device, sdk }),
          step,
          did: (...rows) => {
            for (const row of rows) done.add(row)
          },
          async gives(row, client, method, args, data) {
            const result = await step(row, client, method, ...args)
            if (result !== undefined)
              assert.partialDeepStrictEqual(plain(result.data ?? result.entities), data, `${row} ${method}`)
            return result
          },
        })
        assert.deepEqual([...done].sort(), [...exercised[area][version as keyof typeof builds]].sort())
      })
    }
  })
}

/** Calls a method that reports its outcome through callbacks: `complete` and `failed` are their names. */
export function called(
  act: (callbacks: object) => Promise<unknown>,
  complete: string,
  failed: string,
): Promise<Anything> {
  return new Promise((resolve, reject) => {
    act({ [complete]: resolve, [failed]: reject, onFileUploadProgress() {} }).catch(reject)
  })
}

/** A file as the SDK takes it from a page. */
export function pageFile(bytes: Uint8Array<ArrayBuffer>, filename: string): object {
  return { data: new File([bytes], filename), filename, filetype: 'bin', url: '' }
}

/** Objects of the SDK's page belong to other classes than ours. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
