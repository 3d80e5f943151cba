/** Stores who is told of changes of whose profile. */
export interface ProfileFollowerStore {
  /** Names of users whose profiles the user follows, in order. */
  followed(app: number, follower: string): Promise<string[]>
  /** Names of up to `limit` users who follow the user's profile, in order. */
  followers(app: number, user: string, limit: number): Promise<string[]>
  /**
   * @param limit of those whom one follows.
   * @throws ApiError `attribute.follows_too_many` when they would be more: nothing is written.
   */
  follow(app: number, follower: string, users: readonly string[], limit: number): Promise<void>
  unfollow(app: number, follower: string, users: readonly string[]): Promise<void>
}
