import type { NotificationSetting, NotificationTarget } from '../notifications/notification-setting.ts'

/** A user has changed what notifies them. */
export interface NotificationEvent {
  notification: {
    target: NotificationTarget
    setting: NotificationSetting
    /** The acting device; null if the caller did not say. */
    device: string | null
  }
}
