import { ApiError } from '@ringpost/contract'
import type { App } from '../domain/tenancy/app.ts'
import type { Emulator, NewTestApp } from './emulator.ts'
import type { FaultSpec } from './fault.ts'
import type { Fault } from './fault-book.ts'
import { has, type SaidMessage } from './said-message.ts'
import type { Seed, Seeded } from './seed.ts'
import type { Traffic } from './traffic.ts'

/** ms that a wait takes if it does not say. */
const WAIT_MS = 5000

/** Which message is waited for: what a function says, or fields that it has, to any depth. */
export type Wanted = ((message: SaidMessage) => boolean) | MessageFields
export type MessageFields = {
  readonly [Field in keyof SaidMessage]?: SaidMessage[Field]
}

export interface TestMessages {
  /** The latest 1000, the oldest first. */
  readonly all: readonly SaidMessage[]
  /**
   * The first message that fits and that no earlier wait has answered: from the past if there is one, else it waits. With `since` (ms
   * since 1970), messages from then on fit, whoever has got them.
   * @param ms by the machine's clock; 5000 if absent.
   * @throws Error that names what did arrive.
   */
  waitFor(wanted: Wanted, ms?: number, since?: number): Promise<SaidMessage>
}

export interface TestFaults {
  /** In the order in which they were added, with those that are over. */
  readonly all: readonly Fault[]
  /** Of several that fit, the first strikes. @throws Error that says why it is no fault. */
  add(spec: FaultSpec): AddedFault
  clear(): void
}

export interface AddedFault {
  /** In the header `x-ringpost-fault` of what it answers, and in the traffic. */
  readonly id: string
  /** How often it has struck; 0 once it is removed. */
  readonly hits: number
  remove(): void
}

/** Where a server is. */
export interface Address {
  /** `http://host:port`: of the REST API. */
  url: string
  /** Of the socket, as web SDKs take it. */
  wsUrl: string
  port: number
}

/** One app of a server that tests use, as programs in the same process see it. */
export class TestApp {
  readonly #emulator: Emulator
  readonly #address: Address
  readonly url: string
  readonly wsUrl: string
  readonly port: number
  /** `org#app`, for SDKs. */
  readonly appKey: string
  readonly org: string
  readonly app: string
  readonly clientId: string
  readonly clientSecret: string
  /** Opens the REST API; stays valid after a reset. */
  readonly appToken: string
  /** What the seed of the app has made. */
  readonly seeded: Seeded

  constructor(emulator: Emulator, app: App, seeded: Seeded, address: Address) {
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

  /** Makes another app in the same server, with a random key. @throws Error that says which part of the seed, or setting, cannot be. */
  async createApp(wanted: NewTestApp = {}): Promise<TestApp> {
    const { app, seeded } = await this.#emulator.createApp(wanted, this.url)
    return new TestApp(this.#emulator, app, seeded, this.#address)
  }

  /** Puts users, contacts, groups, rooms and messages into the app. @throws Error that says what cannot be. */
  seed(seed: Seed): Promise<Seeded> {
    return this.#emulator.seed(this.#current, seed, this.url)
  }

  /** Empties the app: users, messages, files and everything else go, its sessions end. Key, credentials, `appToken` and settings stay. */
  async reset(): Promise<void> {
    await this.#emulator.reset(this.#current)
  }

  /** Removes the app with everything in it. */
  async remove(): Promise<void> {
    await this.#emulator.deleteApp(this.#current)
  }

  /** A token of a user, who is registered if need be. @param ttl in seconds; as the app sets it if absent. */
  async token(username: string, ttl?: number): Promise<string> {
    return (await this.#emulator.token(this.#current, username, ttl)).token
  }

  get messages(): TestMessages {
    const { messages } = this.#emulator.of(this.#current)
    return {
      all: messages.all,
      waitFor(wanted, ms = WAIT_MS, since) {
        const fits = typeof wanted === 'function' ? wanted : (message: SaidMessage) => has(message, wanted)
        return messages.wait(fits, { ms, since })
      },
    }
  }

  /** What has gone in and out, decoded and without secrets: the latest 500 of each kind, the oldest first. */
  get traffic(): Traffic {
    return this.#emulator.of(this.#current).traffic
  }

  /** Lets requests, frames, logins, uploads and webhooks of this app fail. */
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
