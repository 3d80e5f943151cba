import { encodeJsonPayload } from '@ringpost/protocol'
import type { NotificationEvent } from '../../domain/events/notification-event.ts'

/** Encodes changes of what notifies a user, for their other devices (msync.md §10 "user_notification_mute"). */
export function notificationPayload({ notification }: NotificationEvent): Uint8Array {
  const { target, setting, device } = notification
  const { type, silentUntil, silentHours } = setting
  // SDKs take a setting with `ignoreInterval` for that of everything, and an empty one for one that was removed.
  const data =
    target === 'everything'
      ? { type: type ?? 'ALL', ignoreDuration: silentUntil, ignoreInterval: silentHours }
      : { ...(type !== null && { type }), ...(silentUntil > 0 && { ignoreDuration: silentUntil }) }
  const of = target === 'everything' ? {} : { [target.kind]: target.id }
  return encodeJsonPayload({
    type: 'user_notification_mute',
    values: [{ operator_resource: device ?? '', ...of, data }],
  })
}
