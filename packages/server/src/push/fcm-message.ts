import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification } from '../domain/push/push-provider.ts'
import { at, type Fields, fieldsOf, merged, present, snakeCase, textOf } from './json-fields.ts'
import { payloadWithin } from './payload-within.ts'
import { clickOf, secondsLeft, settingOf } from './wishes.ts'

/** Bytes of a message (firebase.google.com, "About FCM messages"). */
const MOST_BYTES = 4096

/** Keys of `data` that FCM keeps for itself. */
const reserved = /^(?:google|gcm)|^(?:from|message_type)$/

/**
 * The `message` of FCM HTTP v1.
 * @throws PushFailure if it is too long even without text.
 */
export function fcmMessage(
  certificate: PushCertificate,
  token: string,
  notification: PushNotification,
  now: number,
): Fields {
  const { block, options } = notification
  const type = textOf(at(block, 'type')) ?? settingOf(certificate, 'pushType') ?? 'BOTH'
  const android = snakeCase(fieldsOf(at(block, 'androidConfig'))) as Record<string, unknown>
  const { android_notification: shownOnAndroid, ...ofAndroid } = android
  const sound = settingOf(certificate, 'sound')
  const { activity, action } = clickOf(notification, {})
  const priority = settingOf(certificate, 'priority') ?? 'high'
  const build = ({ title, body }: PushNotification): Fields => {
    const shown = { title, body }
    const base = {
      ...(type !== 'DATA' && { notification: shown }),
      data: asTexts({ ...(type !== 'NOTIFICATION' && shown), ...notification.data }),
      android: present({
        priority: priority.toUpperCase(),
        ttl: `${secondsLeft(notification, now)}s`,
        collapse_key: notification.collapseKey,
        ...(type !== 'DATA' && {
          notification: merged(
            present({
              channel_id: textOf(options.fcm_channel_id) ?? settingOf(certificate, 'channelId'),
              sound,
              tag: notification.collapseKey,
              notification_count: notification.badge,
              click_action: action ?? activity,
            }),
            fieldsOf(shownOnAndroid),
          ),
        }),
      }),
      ...(certificate.settings.supportAPNs === true && { apns: apnsPart(notification, shown, sound) }),
    }
    const over = present({
      data: at(block, 'data') === undefined ? undefined : asTexts(fieldsOf(at(block, 'data'))),
      notification: type === 'DATA' ? undefined : at(block, 'notification'),
      android: ofAndroid,
      webpush: at(block, 'webPushConfig'),
      apns: at(block, 'apnsConfig'),
      fcm_options: at(block, 'options') ?? options.fcm_options,
    })
    return { ...merged(base, over), token }
  }
  return payloadWithin(notification, build, MOST_BYTES)
}

function apnsPart({ badge }: PushNotification, alert: Fields, sound: string | undefined): Fields {
  return { payload: { aps: present({ alert, badge, sound: sound ?? 'default', 'mutable-content': 1 }) } }
}

/** `data` takes nothing but text; what is none is written as JSON. */
function asTexts(data: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) => {
      if (value === undefined || value === null || reserved.test(key)) return []
      return [[key, typeof value === 'string' ? value : JSON.stringify(value)]]
    }),
  )
}
