/** What a user wants to be notified of: everything, messages that mention them, or nothing. */
export const notificationTypes = ['ALL', 'AT', 'NONE'] as const
export type NotificationType = (typeof notificationTypes)[number]

/** What a user has set for everything, or for one conversation (push.md §4.1). */
export interface NotificationSetting {
  /** Null: not set; a conversation then follows what is set for everything. */
  type: NotificationType | null
  /** ms since 1970 until which nothing notifies; 0 if there is no such time. */
  silentUntil: number
  /** Daily hours in which nothing notifies, `HH:MM-HH:MM`; empty if there are none. Only for everything. */
  silentHours: string
}

export const unset: NotificationSetting = { type: null, silentUntil: 0, silentHours: '' }

/** Whether a setting says anything. @param now ms since 1970. */
export function isSet({ type, silentUntil, silentHours }: NotificationSetting, now: number): boolean {
  return type !== null || silentUntil > now || silentHours !== ''
}

/** What a setting is about. Groups and rooms share their ids, and clients name both as groups. */
export type NotificationTarget = 'everything' | { kind: 'user' | 'group'; id: string }
