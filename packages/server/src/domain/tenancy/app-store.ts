import type { App } from './app.ts'

/** An administrator of all apps of one organisation. */
export interface OrgAdmin {
  org: string
  username: string
  /** Output of `hashPassword`. */
  passwordHash: string
  /** ms since 1970. */
  createdAt: number
}

/** Apps, organisation administrators and the secrets of the server itself. */
export interface AppStore {
  /** All apps, oldest first. There are few; the registry caches them in memory. */
  list(): Promise<App[]>
  /** Creates the app and returns it with its row number; undefined if its `org#name` or its app id exists. */
  create(app: Omit<App, 'id'>): Promise<App | undefined>
  /** Overwrites credentials and settings. */
  update(app: App): Promise<void>
  /** Frees the name and the app id of an app, which `list` no longer returns. */
  retire(app: number): Promise<void>
  /**
   * Does that, and creates the app again with another row number, which it returns: both or nothing.
   * @throws Error if another app has taken its place.
   */
  renew(app: App): Promise<App>
  orgAdmin(org: string, username: string): Promise<OrgAdmin | undefined>
  saveOrgAdmin(admin: OrgAdmin): Promise<void>
  /** Returns a named secret of this installation, created with `generate` on first use (token signing key …). */
  secret(name: string, generate: () => Uint8Array): Promise<Uint8Array>
}
