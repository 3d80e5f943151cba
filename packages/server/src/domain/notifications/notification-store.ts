import type { NotificationSetting, NotificationTarget, NotificationType } from './notification-setting.ts'

export type ConversationTarget = Exclude<NotificationTarget, 'everything'>

export interface TypedPage {
  conversations: { target: ConversationTarget; type: NotificationType }[]
  /** Opaque; undefined on the last page. */
  cursor: string | undefined
}

/** Stores what notifies users. */
export interface NotificationStore {
  /** Returns the settings of the targets, in their order; undefined where nothing was ever set. */
  get(
    app: number,
    user: string,
    targets: readonly NotificationTarget[],
  ): Promise<(NotificationSetting | undefined)[]>
  /**
   * Changes the given parts of a setting, and forgets it if nothing is left of it.
   * @param now ms since 1970.
   * @param limit on the settings of one user.
   * @throws ApiError `notification.too_many`; nothing is written then.
   */
  change(
    app: number,
    user: string,
    target: NotificationTarget,
    changes: Partial<NotificationSetting>,
    options: { now: number; limit: number },
  ): Promise<void>
  /** Returns conversations with a type of their own, in a fixed order. @throws ApiError `request.cursor_illegal`. */
  typed(app: number, user: string, page: { limit: number; cursor?: string | undefined }): Promise<TypedPage>
  /** Returns the code of the language in which the user wants notifications; empty if none. */
  language(app: number, user: string): Promise<string>
  setLanguage(app: number, user: string, language: string): Promise<void>
  /** Returns the name of the template that the user has chosen for notifications; empty if none. */
  template(app: number, user: string): Promise<string>
  setTemplate(app: number, user: string, template: string): Promise<void>
  /** What users have set for everything and for one conversation; those who have set nothing are not in the map. */
  wishes(
    app: number,
    users: readonly string[],
    target: ConversationTarget,
  ): Promise<Map<string, NotificationWishes>>
}

/** What a user has set that decides whether and how a message notifies them. */
export interface NotificationWishes {
  everything: NotificationSetting
  conversation: NotificationSetting
  /** Empty if none, as is the name of the template. */
  language: string
  template: string
}
