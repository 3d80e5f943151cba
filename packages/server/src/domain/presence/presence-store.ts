/** What a user has published, or others for them. */
export interface Publication {
  /** The device that has a status of its own from now on; null: none. */
  device: string | null
  /** Digits; null: the device has no status of its own any more. */
  status: string | null
  /** For all devices. */
  ext: string
  /** ms since 1970. */
  at: number
}

/** What is known of the presence of a user who exists, apart from who is online. */
export interface PresenceRecord {
  user: string
  ext: string
  /** ms since 1970; 0 = never published. */
  publishedAt: number
  /** Whether subscribers were last told that the user is online. */
  toldOnline: boolean
  published: { device: string; status: string; at: number }[]
  /** Devices and when they were last registered or online, in ms since 1970. */
  devices: { resource: string; seenAt: number }[]
}

export interface Subscription {
  user: string
  /** ms since 1970. */
  expiresAt: number
}

/** Stores what users publish, and who is subscribed to whom. Times are ms since 1970. */
export interface PresenceStore {
  /** @param keep of the devices with a status of their own, the latest so many keep it. */
  publish(app: number, user: string, publication: Publication, keep: number): Promise<void>
  /** Returns those of the users who exist, unordered. */
  records(app: number, users: readonly string[]): Promise<PresenceRecord[]>
  /** Records what subscribers have been told. */
  told(app: number, users: readonly { user: string; online: boolean }[]): Promise<void>
  /** Users of whom subscribers were last told that they are online, in the order of app and user. */
  toldOnline(after: PresencePlace | undefined, limit: number): Promise<PresencePlace[]>
  /**
   * Subscribes, or replaces the end of a subscription. Beyond `limit` of one subscriber, those with the least time left end.
   * Removes some of those that are over by `now`.
   */
  subscribe(
    app: number,
    subscriber: string,
    users: readonly string[],
    options: { expiresAt: number; now: number; limit: number },
  ): Promise<void>
  unsubscribe(app: number, subscriber: string, users: readonly string[]): Promise<void>
  /** The end of the subscriptions to these users that are not over. */
  expiries(
    app: number,
    subscriber: string,
    users: readonly string[],
    now: number,
  ): Promise<Map<string, number>>
  /** Subscriptions of a user that are not over, by name, and how many there are. */
  subscriptions(
    app: number,
    subscriber: string,
    now: number,
    page: { limit: number; offset: number },
  ): Promise<{ total: number; subscriptions: Subscription[] }>
  /** Those of the users who have subscribers. */
  subscribed(app: number, users: readonly string[], now: number): Promise<Set<string>>
  /** Up to `limit` subscribers of a user, those with the most time left first. */
  subscribers(app: number, user: string, now: number, limit: number): Promise<Subscription[]>
}

export interface PresencePlace {
  app: number
  user: string
}
