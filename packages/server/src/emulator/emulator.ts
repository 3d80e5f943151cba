import { randomBytes } from 'node:crypto'
import { ApiError } from '@ringpost/contract'
import type { Sessions } from '../domain/devices/sessions.ts'
import type { Entry } from '../domain/log/entry.ts'
import type { Audience } from '../domain/messages/broadcasts.ts'
import type { App, AppSettings } from '../domain/tenancy/app.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import { settingChange } from '../domain/tenancy/setting-change.ts'
import type { IssuedToken, Tokens } from '../domain/tokens/tokens.ts'
import { foldUserName } from '../domain/users/user-name.ts'
import type { FrameWatch } from '../gateway/msync/frame-watch.ts'
import type { RequestWatch } from '../http/request-watch.ts'
import { KeyedTurns } from '../kernel/keyed-turns.ts'
import type { TestClock } from '../kernel/test-clock.ts'
import { EmulatedApp } from './emulated-app.ts'
import { EmulatedClock } from './emulated-clock.ts'
import { saidMessage } from './said-message.ts'
import type { Seed, Seeded } from './seed.ts'
import { Seeder, type SeederServices } from './seeder.ts'
import type { NewTestApp } from './test-app.ts'
import { watchedFrames } from './watched-frames.ts'
import { WatchedRequests } from './watched-requests.ts'

/** Apps at a time: far more than a run of tests has. */
const APPS = 10_000
const ORG = 'test'
const SYSTEM = { kind: 'system' } as const
const APP = { kind: 'app' } as const

export interface EmulatorServices extends SeederServices {
  apps: AppRegistry
  clock: TestClock
  tokens: Tokens
  sessions: Sessions & Pick<Audience, 'onlineUsers'>
  /** Removes data and files of an app that nobody finds any more. */
  eraseApp(app: App): Promise<void>
}

/**
 * What tests do with a server besides using it: make apps, fill and empty them, wait for messages. Its faces are the operations below
 * `/ringpost/test` and the package `@ringpost/testing`. What tests have to be kept from each other by is the app.
 */
export class Emulator {
  readonly #services: EmulatorServices
  readonly #seeder: Seeder
  /** By row number of the app. */
  readonly #apps = new Map<number, EmulatedApp>()
  /** Resets and removals of an app, by its key. */
  readonly #turns = new KeyedTurns(APPS)
  #isClosed = false
  /** The time of all apps. */
  readonly clock: EmulatedClock
  /** What sees the requests of apps. */
  readonly requests: RequestWatch
  /** What sees the frames of their clients. */
  readonly frames: FrameWatch = watchedFrames((key) => {
    const app = this.find(key)
    return app && this.of(app)
  })

  constructor(services: EmulatorServices) {
    this.#services = services
    this.#seeder = new Seeder(services)
    this.clock = new EmulatedClock(services.clock)
    this.requests = new WatchedRequests(({ id }) => this.known(id), services.clock)
  }

  /** Undefined for an app that is gone. */
  known(app: number): EmulatedApp | undefined {
    const found = this.#isClosed ? undefined : this.#services.apps.byRow(app)
    return found && this.of(found)
  }

  /** @throws ApiError `testing.was_reset` if the server is stopping, or the app gone. */
  of(app: App): EmulatedApp {
    if (this.#isClosed || this.#services.apps.byRow(app.id) === undefined)
      throw new ApiError('testing.was_reset')
    let emulated = this.#apps.get(app.id)
    if (emulated === undefined) {
      emulated = new EmulatedApp(this.#services.clock)
      this.#apps.set(app.id, emulated)
    }
    return emulated
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  find(key: string): App | undefined {
    return this.#isClosed ? undefined : this.#services.apps.byKey(key)
  }

  appToken(app: App): string {
    return this.#services.tokens.issueAppToken(app, undefined).token
  }

  /** Takes what is published to users. */
  note(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const message = saidMessage(entry)
      if (message !== undefined) this.known(entry.app)?.messages.note(message)
    }
  }

  /** @throws ApiError `testing.setting_illegal`, `testing.seed_illegal`, `testing.apps_full`; nothing is left then. */
  async createApp({ settings, ...seed }: NewTestApp, origin: string): Promise<{ app: App; seeded: Seeded }> {
    const { apps } = this.#services
    const wanted = settingsOf(settings ?? {})
    if (apps.list().length >= APPS) throw new ApiError('testing.apps_full', { limit: APPS })
    const app = await apps.create({ org: ORG, name: randomBytes(8).toString('hex') })
    if (app === undefined) return this.createApp({ settings, ...seed }, origin)
    try {
      if (Object.keys(wanted).length > 0) await apps.changeSettings(app, wanted)
      return { app, seeded: await this.#seeder.sow(app, seed, origin) }
    } catch (error) {
      await this.deleteApp(app)
      throw error
    }
  }

  /** @throws ApiError `testing.seed_illegal`. */
  seed(app: App, seed: Seed, origin: string): Promise<Seeded> {
    return this.#seeder.sow(app, seed, origin)
  }

  /**
   * Empties an app. It gets a new row number, with which every key begins, in the database as in memory: what is under way for the
   * former number cannot reach it any more.
   * @returns the app as it is now.
   * @throws ApiError `testing.was_reset` if it was removed meanwhile.
   */
  reset({ key }: App): Promise<App> {
    return this.#turns.take(key, async () => {
      const app = this.find(key)
      if (app === undefined) throw new ApiError('testing.was_reset')
      const renewed = await this.#services.apps.renew(app)
      await this.#leave(app)
      return renewed
    })
  }

  /** Removes an app, unless it is gone already. */
  deleteApp({ key }: App): Promise<void> {
    return this.#turns.take(key, async () => {
      const app = this.#services.apps.byKey(key)
      if (app === undefined) return
      await this.#services.apps.retire(app)
      await this.#leave(app)
    })
  }

  /**
   * A token of a user, who is registered if need be; of the app, if no user is named.
   * @param ttl in seconds; as the app sets it if undefined.
   * @throws ApiError of the name, `grant.ttl_illegal`.
   */
  async token(app: App, username: string | undefined, ttl: number | undefined): Promise<IssuedToken> {
    const { tokens, users, registrations } = this.#services
    if (username === undefined) return tokens.issueAppToken(app, ttl)
    const find = () => users.find(app, foldUserName(username))
    if ((await find()) === undefined)
      await registrations.registerBatch(app, APP, [{ username, password: username }])
    return tokens.issueForUser(app, (await find())!, ttl)
  }

  /** Ends everything that waits. */
  close(): void {
    this.#isClosed = true
    for (const emulated of this.#apps.values()) emulated.close()
    this.#apps.clear()
  }

  /** Nobody finds the app under its former number any more: what is left of it goes. */
  async #leave(app: App): Promise<void> {
    const { sessions } = this.#services
    const { id } = app
    this.#apps.get(id)?.close()
    this.#apps.delete(id)
    const users = await sessions.onlineUsers(id)
    await Promise.all(users.map((user) => sessions.kick(id, user, 'user-removed', SYSTEM)))
    await this.#services.eraseApp(app)
  }
}

/** @throws ApiError `testing.setting_illegal`. */
function settingsOf(values: Readonly<Record<string, unknown>>): Partial<AppSettings> {
  try {
    return Object.assign(
      {},
      ...Object.entries(values).map(([name, value]) => settingChange(name, String(value))),
    )
  } catch (error) {
    if (error instanceof RangeError) throw new ApiError('testing.setting_illegal', { reason: error.message })
    throw error
  }
}
