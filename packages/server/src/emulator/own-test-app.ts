import { ApiError } from '@ringpost/contract'
import type { App } from '../domain/tenancy/app.ts'
import type { Emulator } from './emulator.ts'
import { has, type SaidMessage } from './said-message.ts'
import type { Seed, Seeded } from './seed.ts'
import type { NewTestApp, ServerAddress, TestApp, TestFaults, TestMessages, TestTime } from './test-app.ts'
import type { Traffic } from './traffic.ts'

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

  async createApp(wanted: NewTestApp = {}): Promise<TestApp> {
    const { app, seeded } = await this.#emulator.createApp(wanted, this.url)
    return new OwnTestApp(this.#emulator, app, seeded, this.#address)
  }

  seed(seed: Seed): Promise<Seeded> {
    return this.#emulator.seed(this.#current, seed, this.url)
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
      waitFor(wanted, ms, since) {
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
        const { id } = faults.add(spec)
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
    const app = this.#emulator.find(this.appKey)
    if (app === undefined) throw new ApiError('testing.was_reset')
    return app
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove()
  }
}
