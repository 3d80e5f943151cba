/** Something that a user keeps, in the application's own form (presence-reactions-pins.md §3). */
export interface Favourite {
  /** Unique among those of the user. */
  id: string
  /** A number of the application's. */
  type: number
  data: string
  /** Null if there is none. */
  ext: string | null
  /** ms since 1970, as is the next. */
  createdAt: number
  updatedAt: number
}

export interface FavouriteQuery {
  /** From this favourite on, itself included; or created in a range of time, both ends included, in ms since 1970. */
  within: { start: Pick<Favourite, 'id' | 'createdAt'> } | { from: number; until: number }
  /** Null for all. */
  type: number | null
  /** Newest first. */
  descending: boolean
  limit: number
}

/** Stores what users keep. It goes with their account. */
export interface FavouriteStore {
  get(app: number, user: string, id: string): Promise<Favourite | undefined>
  list(app: number, user: string, query: FavouriteQuery): Promise<Favourite[]>
  /**
   * Saves favourites of a user; those with the id of an earlier one replace it, except for `createdAt`.
   * @param most that the user may have.
   * @returns them as they are now, in the given order.
   * @throws ApiError `favourite.too_many`; nothing is written then.
   */
  save(app: number, user: string, favourites: readonly Favourite[], most: number): Promise<Favourite[]>
  /** @returns undefined if there is no such favourite. */
  setExt(
    app: number,
    user: string,
    id: string,
    ext: string | null,
    at: number,
  ): Promise<Favourite | undefined>
  /** @returns how many there were. */
  delete(app: number, user: string, ids: readonly string[]): Promise<number>
}
