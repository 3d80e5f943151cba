export interface PushLabel {
  name: string
  description: string
  /** ms since 1970. */
  createdAt: number
  /** Number of users who have it. */
  count: number
}

export interface LabelledUser {
  user: string
  /** When the user got the label, ms since 1970. */
  since: number
}

/** Stores labels of users. Users are folded names. */
export interface PushLabelStore {
  /**
   * @param limit on the labels of the app.
   * @throws ApiError `push.label_exists`, `push.limit`.
   */
  create(app: number, label: Omit<PushLabel, 'count'>, limit: number): Promise<void>
  /** Takes the label from everybody. @throws ApiError `push.label_unknown`. */
  remove(app: number, name: string): Promise<void>
  get(app: number, name: string): Promise<PushLabel | undefined>
  /** Those after a name, in the order of their names. */
  list(app: number, limit: number, after: string): Promise<PushLabel[]>
  /**
   * Gives the label to those of the users who exist and have not got it.
   * @param limit on the users of a label: nobody gets it beyond.
   * @throws ApiError `push.label_unknown`, `push.limit`.
   */
  add(app: number, name: string, users: readonly string[], now: number, limit: number): Promise<void>
  /** @throws ApiError `push.label_unknown`. */
  take(app: number, name: string, users: readonly string[]): Promise<void>
  user(app: number, name: string, user: string): Promise<LabelledUser | undefined>
  /** Those after a name, in the order of their names. */
  users(app: number, name: string, limit: number, after: string): Promise<LabelledUser[]>
}
