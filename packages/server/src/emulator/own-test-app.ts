import { readFile } from 'node:fs/promises'
import { ApiError, testing as operations } from '@ringpost/contract'
import type { App } from '../domain/tenancy/app.ts'
import { bodyValidator } from '../http/body-validator.ts'
import type { Emulator } from './emulator.ts'
import type { FaultSpec } from './fault.ts'
import { has, type SaidMessage } from './said-message.ts'
import type { Seed, Seeded } from './seed.ts'
import type { NewTestApp, ServerAddress, TestApp, TestFaults, TestMessages, TestTime } from './test-app.ts'
import type { Traffic } from './traffic.ts'

/** What programs pass is checked as over HTTP: in JavaScript it may be anything, and types do not know numbers. */
const checked = {
  app: bodyValidator(operations.createTestApp) as (wanted: unknown) => NewTestApp,
  seed: bodyValidator(operations.seedApp) as (seed: unknown) => Seed,
  fault: bodyValidator(operations.addFault) as (spec: unknown) => FaultSpec,
  wait: bodyValidator(operations.awaitMessage),
}

/** An app of this process. */
export class OwnTestApp implements TestApp {
  readonly #emulator: Emulator
  readonly #address: ServerAddress
  readonly url: string
  readonly wsUrl: string
  readonly port: number
  readonly appKey: string
  readonly org: string
  readonly app: string
  readonly clientId: string
  readonly clientSecret: string
  readonly appToken: string
  readonly seeded: Seeded

  constructor(emulator: Emulator, app: App, seeded: Seeded, address: ServerAddress) {
    this.#emulator = emulator
    this.#address = address
    this.url = address.url
    this.wsUrl = address.wsUrl
    this.port = address.port
    this.appKey = app.key
    this.org = app.org
    this.app = app.name
    this.clientId = app.clientId
    this.clientSecret = app.clientSecret
    this.appToken = emulator.appToken(app)
    this.seeded = seeded
  }

  async createApp(wanted: NewTestApp | string = {}): Promise<TestApp> {
    const { app, seeded } = await this.#emulator.createApp(checked.app(await readIfPath(wanted)), this.url)
    return new OwnTestApp(this.#emulator, app, seeded, this.#address)
  }

  async seed(seed: Seed | string): Promise<Seeded> {
    return this.#emulator.seed(this.#current, checked.seed(await readIfPath(seed)), this.url)
  }

  async reset(): Promise<void> {
    await this.#emulator.reset(this.#current)
  }

  async remove(): Promise<void> {
    await this.#emulator.deleteApp(this.#current)
  }

  async token(username: string, ttl?: number): Promise<string> {
    return (await this.#emulator.token(this.#current, username, ttl)).token
  }

  get messages(): TestMessages {
    const { messages } = this.#emulator.of(this.#current)
    return {
      all: messages.all,
      async waitFor(wanted, ms, since) {
        checked.wait({ timeout: ms, since, where: typeof wanted === 'function' ? {} : (wanted ?? null) })
        const fits = typeof wanted === 'function' ? wanted : (message: SaidMessage) => has(message, wanted)
        return messages.wait(fits, { ms, since })
      },
    }
  }

  get traffic(): Traffic {
    return this.#emulator.of(this.#current).traffic
  }

  get faults(): TestFaults {
    const { faults } = this.#emulator.of(this.#current)
    return {
      all: faults.all,
      add(spec) {
        const { id } = faults.add(checked.fault(spec))
        return {
          id,
          get hits() {
            return faults.get(id)?.hits ?? 0
          },
          remove: () => faults.forget(id),
        }
      },
      clear: () => faults.clear(),
    }
  }

  get clock(): TestTime {
    return this.#emulator.clock
  }

  /** @throws Error once the app is removed, or the server stopped. */
  get #current(): App {
    if (this.#emulator.isClosed) throw new Error('the server was stopped')
    const app = this.#emulator.find(this.appKey)
    if (app === undefined) throw new ApiError('testing.was_reset')
    return app
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove()
  }
}

/** @throws Error that names the file. */
async function readIfPath<T>(value: T | string): Promise<T> {
  if (typeof value !== 'string') return value
  const text = await readFile(value, 'utf8')
  try {
    return JSON.parse(text) as T
  } catch (error) {
    throw new Error(`${value} is not JSON: ${(error as Error).message}`, { cause: error })
  }
}
