/** How notifications of an app read (push.md §3). */
export interface PushTemplate {
  /** Unique in the app; `default` is that of users who have chosen none. */
  name: string
  title: string
  content: string
  /** ms since 1970. */
  createdAt: number
  updatedAt: number
}

export const DEFAULT_TEMPLATE = 'default'

export interface PushTemplateStore {
  /** All of an app. */
  list(app: number): Promise<PushTemplate[]>
  /**
   * Adds a template, or changes the one of its name.
   * @returns as it is then.
   * @throws ApiError `push.templates_too_many`.
   */
  put(app: number, template: PushTemplate, limit: number): Promise<PushTemplate>
  /** Returns whether there was one. */
  remove(app: number, name: string): Promise<boolean>
}
