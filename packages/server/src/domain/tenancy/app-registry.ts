import { randomBytes, randomUUID } from 'node:crypto'
import { type App, type AppSettings, defaultAppSettings, type NewApp } from './app.ts'
import type { AppStore } from './app-store.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/

/** All apps of the installation, in memory; the store is written through. */
export class AppRegistry {
  readonly #store: AppStore
  readonly #byKey = new Map<string, App>()
  readonly #byAppId = new Map<string, App>()
  readonly #byRow = new Map<number, App>()

  private constructor(store: AppStore) {
    this.#store = store
  }

  static async load(store: AppStore): Promise<AppRegistry> {
    const registry = new AppRegistry(store)
    // Settings that are newer than the row have their default.
    for (const app of await store.list())
      registry.#keep({ ...app, settings: { ...defaultAppSettings, ...app.settings } })
    return registry
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
   * Creates an app; what the request leaves out is made at random.
   * @returns undefined when it exists.
   * @throws RangeError for names that cannot stand in a URL.
   */
  async create(request: NewApp): Promise<App | undefined> {
    for (const name of [request.org, request.name]) {
      if (!NAME.test(name))
        throw new RangeError(
          `"${name}" is no name for an organisation or app: letters, digits, _ . - only, at most 64`,
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
      createdAt: Date.now(),
    })
    if (app !== undefined) this.#keep(app)
    return app
  }

  /** Creates the app, or gives an existing one the credentials that the request names. */
  async ensure(request: NewApp): Promise<App> {
    const existing = this.get(request.org, request.name)
    if (existing === undefined) return (await this.create(request))!
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

  /** Gives the app a new random client secret; tokens already issued stay valid. */
  rotateSecret(app: App): Promise<App> {
    return this.#save({ ...app, clientSecret: `YXA6${randomBytes(24).toString('base64url')}` })
  }

  changeSettings(app: App, settings: Partial<AppSettings>): Promise<App> {
    return this.#save({ ...app, settings: { ...app.settings, ...settings } })
  }

  /** An app is the same object for as long as it is known: sessions hold on to it and have to see what changes. */
  async #save(changed: App): Promise<App> {
    await this.#store.update(changed)
    const app = this.#byRow.get(changed.id)!
    this.#byAppId.delete(app.appId)
    this.#keep(Object.assign(app, changed))
    return app
  }

  #keep(app: App): void {
    this.#byKey.set(app.key, app)
    this.#byAppId.set(app.appId, app)
    this.#byRow.set(app.id, app)
  }
}
