import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../../kernel/clock.ts'
import type { Forgetful, SharedCaches } from '../cluster/shared-caches.ts'
import { type App, type AppSettings, defaultAppSettings, type NewApp } from './app.ts'
import type { AppStore } from './app-store.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/

const CACHE = 'apps'

/** All apps of the installation, cached in memory; changes are written through. */
export class AppRegistry implements Forgetful {
  readonly #store: AppStore
  readonly #shared: SharedCaches
  readonly #clock: Clock
  readonly #byKey = new Map<string, App>()
  readonly #byAppId = new Map<string, App>()
  readonly #byRow = new Map<number, App>()

  private constructor(store: AppStore, shared: SharedCaches, clock: Clock) {
    this.#store = store
    this.#shared = shared
    this.#clock = clock
    shared.add(CACHE, this)
  }

  static async load(store: AppStore, shared: SharedCaches, clock: Clock): Promise<AppRegistry> {
    const registry = new AppRegistry(store, shared, clock)
    await registry.forgetAll()
    return registry
  }

  /** There are few apps, so all are reloaded. */
  forget(): Promise<void> {
    return this.forgetAll()
  }

  async forgetAll(): Promise<void> {
    // Settings that are newer than the row get their default.
    for (const app of await this.#store.list())
      this.#keep({ ...app, settings: { ...defaultAppSettings, ...app.settings } })
  }

  list(): App[] {
    return [...this.#byRow.values()]
  }

  get(org: string, name: string): App | undefined {
    return this.#byKey.get(`${org}#${name}`)
  }

  byKey(key: string): App | undefined {
    return this.#byKey.get(key)
  }

  byAppId(appId: string): App | undefined {
    return this.#byAppId.get(appId.toLowerCase())
  }

  byRow(id: number): App | undefined {
    return this.#byRow.get(id)
  }

  /**
   * Creates an app; credentials absent from the request are random.
   * @returns undefined if the app exists, or another app has its app id.
   * @throws RangeError for names that are not allowed in a URL.
   */
  async create(request: NewApp): Promise<App | undefined> {
    for (const name of [request.org, request.name]) {
      if (!NAME.test(name))
        throw new RangeError(
          `"${name}" is not a valid name for an organisation or app: use at most 64 letters, digits, _ . -`,
        )
    }
    const app = await this.#store.create({
      org: request.org,
      name: request.name,
      key: `${request.org}#${request.name}`,
      uuid: randomUUID(),
      clientId: request.clientId ?? `YXA6${randomBytes(16).toString('base64url')}`,
      clientSecret: request.clientSecret ?? `YXA6${randomBytes(24).toString('base64url')}`,
      appId: (request.appId ?? randomBytes(16).toString('hex')).toLowerCase(),
      appCertificate: (request.appCertificate ?? randomBytes(16).toString('hex')).toLowerCase(),
      settings: defaultAppSettings,
      createdAt: this.#clock.now(),
    })
    if (app === undefined) return undefined
    this.#keep(app)
    await this.#shared.changed(CACHE, [app.key])
    return app
  }

  /**
   * Creates the app, or updates an existing one with the credentials in the request.
   * @throws RangeError for names that are not allowed in a URL, and for the app id of another app.
   */
  async ensure(request: NewApp): Promise<App> {
    const existing = this.get(request.org, request.name)
    const holder = request.appId === undefined ? undefined : this.byAppId(request.appId)
    if (holder !== undefined && holder !== existing)
      throw new RangeError(`the app id ${request.appId} is that of ${holder.key}`)
    if (existing === undefined) {
      const created = await this.create(request)
      if (created !== undefined) return created
      // Another node that is starting at the same time created it first.
      await this.forgetAll()
      return this.ensure(request)
    }
    const { clientId, clientSecret, appId, appCertificate } = request
    const wanted: App = {
      ...existing,
      clientId: clientId ?? existing.clientId,
      clientSecret: clientSecret ?? existing.clientSecret,
      appId: (appId ?? existing.appId).toLowerCase(),
      appCertificate: (appCertificate ?? existing.appCertificate).toLowerCase(),
    }
    const changed = (['clientId', 'clientSecret', 'appId', 'appCertificate'] as const).some(
      (f) => wanted[f] !== existing[f],
    )
    return changed ? this.#save(wanted) : existing
  }

  /** Gives the app a new random client secret; issued tokens stay valid. */
  rotateSecret(app: App): Promise<App> {
    return this.#save({ ...app, clientSecret: `YXA6${randomBytes(24).toString('base64url')}` })
  }

  /**
   * Gives the app a new row number, and so leaves all its data behind: {@link App.tokenRow} keeps its tokens valid. Who holds the
   * former object still has the former number. For the emulator.
   */
  async renew(former: App): Promise<App> {
    const app = await this.#store.renew(former)
    this.#drop(former)
    return this.#keep({ ...app, tokenRow: former.tokenRow ?? former.id })
  }

  /** Takes an app out of use; its row stays, under a name that nobody can call. For the emulator. */
  async retire(app: App): Promise<void> {
    this.#drop(app)
    await this.#store.retire(app.id)
  }

  #drop(app: App): void {
    this.#byKey.delete(app.key)
    this.#byAppId.delete(app.appId)
    this.#byRow.delete(app.id)
  }

  changeSettings(app: App, settings: Partial<AppSettings>): Promise<App> {
    return this.#save({ ...app, settings: { ...app.settings, ...settings } })
  }

  /** An app stays the same object while it is known: sessions hold a reference and must see changes. */
  async #save(changed: App): Promise<App> {
    await this.#store.update(changed)
    // An app that was renewed or retired meanwhile does not come back.
    const app = this.#byRow.has(changed.id) ? this.#keep(changed) : changed
    await this.#shared.changed(CACHE, [app.key])
    return app
  }

  #keep(current: App): App {
    const known = this.#byRow.get(current.id)
    if (known !== undefined) this.#byAppId.delete(known.appId)
    const app = known === undefined ? current : Object.assign(known, current)
    this.#byKey.set(app.key, app)
    this.#byAppId.set(app.appId, app)
    this.#byRow.set(app.id, app)
    return app
  }
}
