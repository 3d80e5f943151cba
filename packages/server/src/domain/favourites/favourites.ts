import { randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import type { App } from '../tenancy/app.ts'
import type { Favourite, FavouriteQuery, FavouriteStore } from './favourite-store.ts'

/** Favourites of a user: no document has a limit, and nothing is unbounded. */
const LIMIT = 10_000

export interface NewFavourite extends Pick<Favourite, 'type' | 'data' | 'ext'> {
  /** Absent: a new one. */
  id?: string | undefined
  /** ms since 1970; absent: now. */
  createdAt?: number | undefined
}

/** Which favourites to list: from one of them on, or of a range of time. */
export interface FavouriteRequest extends Omit<FavouriteQuery, 'within'> {
  within: { start: string } | { from: number; until: number }
}

/** What users keep for themselves (presence-reactions-pins.md §3). Every method takes the folded name of an existing user. */
export class Favourites {
  readonly #store: FavouriteStore
  readonly #clock: Clock

  constructor(store: FavouriteStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /**
   * Saves favourites. Those with a known id replace what is there and keep its time.
   * @throws ApiError `favourite.too_many`.
   */
  save(app: App, user: string, favourites: readonly NewFavourite[]): Promise<Favourite[]> {
    const now = this.#clock.now()
    const made = favourites.map(({ id = randomUUID(), createdAt = now, ...rest }) => ({
      id,
      ...rest,
      createdAt,
      updatedAt: now,
    }))
    // Of several with one id the last counts: a statement can write each row once.
    const byId = new Map(made.map((each) => [each.id, each]))
    return this.#store.save(app.id, user, [...byId.values()], LIMIT)
  }

  /** @throws ApiError `favourite.unknown`. */
  async list(app: App, user: string, { within, ...query }: FavouriteRequest): Promise<Favourite[]> {
    if ('from' in within) return this.#store.list(app.id, user, { ...query, within })
    const start = await this.#store.get(app.id, user, within.start)
    if (start === undefined) throw new ApiError('favourite.unknown')
    return this.#store.list(app.id, user, { ...query, within: { start } })
  }

  /** @param ext empty removes it. @throws ApiError `favourite.unknown`. */
  async setExt(app: App, user: string, id: string, ext: string): Promise<Favourite> {
    const changed = await this.#store.setExt(app.id, user, id, ext === '' ? null : ext, this.#clock.now())
    if (changed === undefined) throw new ApiError('favourite.unknown')
    return changed
  }

  /** Deletes those that there are. @throws ApiError `favourite.unknown` if there is none of them. */
  async delete(app: App, user: string, ids: readonly string[]): Promise<void> {
    const count = ids.length === 0 ? 0 : await this.#store.delete(app.id, user, ids)
    if (count === 0) throw new ApiError('favourite.unknown')
  }
}
