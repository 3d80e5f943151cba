import { createHash, randomUUID } from 'node:crypto'
import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification } from '../domain/push/push-provider.ts'
import { at, type Fields, fieldsOf, merged, present, textOf, wholeOf } from './json-fields.ts'
import { payloadWithin } from './payload-within.ts'
import { settingOf } from './wishes.ts'

/** Bytes of a payload ("Generating a remote notification"). */
const MOST_BYTES = 4096
const MOST_BYTES_VOIP = 5120

export interface ApnsRequest {
  headers: Record<string, string>
  payload: string
}

/** @throws PushFailure if it is too long even without text. */
export function apnsRequest(
  certificate: PushCertificate,
  notification: PushNotification,
  now: number,
): ApnsRequest {
  const { block, options } = notification
  const isLive = textOf(at(block, 'liveActivityEvent')) !== undefined
  const type = textOf(at(block, 'pushType')) ?? (isLive ? 'liveactivity' : 'alert')
  const topics: Readonly<Record<string, string>> = { voip: '.voip', liveactivity: '.push-type.liveactivity' }
  const lasting = wholeOf(at(block, 'invalidationTime'))
  const expiration = Math.floor((lasting === undefined ? notification.expiresAt : now + lasting) / 1000)
  const collapse =
    textOf(at(block, 'collapseId')) ??
    textOf(options.em_push_collapse_key) ??
    (type === 'alert' ? notification.collapseKey : null)
  const build = (shortened: PushNotification) => payloadOf(certificate, shortened)
  const payload = payloadWithin(notification, build, type === 'voip' ? MOST_BYTES_VOIP : MOST_BYTES)
  return {
    headers: {
      'apns-topic': certificate.packageName + (topics[type] ?? ''),
      'apns-push-type': type,
      'apns-priority': textOf(at(block, 'priority')) ?? (type === 'background' ? '5' : '10'),
      'apns-expiration': String(expiration),
      'apns-id': textOf(at(block, 'apnsId')) ?? randomUUID(),
      ...(collapse && { 'apns-collapse-id': collapseId(collapse) }),
    },
    payload: JSON.stringify(payload),
  }
}

/** 64 bytes are the most; what is longer, or no text for a header, is replaced by what stands for it. */
function collapseId(key: string): string {
  return /^[\x21-\x7e]{1,64}$/.test(key) ? key : createHash('sha256').update(key).digest('base64url')
}

function payloadOf(certificate: PushCertificate, notification: PushNotification): Fields {
  const { block, options, data } = notification
  const background = textOf(at(block, 'pushType')) === 'background'
  const sound = textOf(at(block, 'sound')) ?? textOf(options.em_push_sound) ?? settingOf(certificate, 'sound')
  const badge =
    wholeOf(at(block, 'badge')) ??
    wholeOf(at(block, 'config', 'badge', 'setNum')) ??
    wholeOf(options.em_push_badge) ??
    notification.badge
  const isOn = (name: string, option: string) =>
    [true, 1, '1', 'true'].includes((at(block, name) ?? options[option]) as string) ? 1 : undefined
  const aps = present({
    alert: background ? undefined : alertOf(notification),
    badge,
    sound: background ? undefined : (sound ?? 'default'),
    'mutable-content': isOn('mutableContent', 'em_push_mutable_content'),
    'content-available': background ? 1 : isOn('contentAvailable', 'em_push_content_available'),
    category: textOf(at(block, 'categoryName')) ?? textOf(options.em_push_category),
    'thread-id': textOf(at(block, 'threadId')),
    'interruption-level': textOf(at(block, 'interruptionLevel'))?.toLowerCase().replace('_', '-'),
    ...liveActivity(block),
  })
  return { ...merged(data, fieldsOf(at(block, 'ext'))), aps }
}

function alertOf({ title, body, block }: PushNotification): Fields {
  const said = (name: string) => textOf(at(block, name))
  const list = (name: string) => (Array.isArray(at(block, name)) ? at(block, name) : undefined)
  return present({
    title: said('title') ?? title,
    subtitle: said('subTitle'),
    body,
    'title-loc-key': said('titleLocKey'),
    'title-loc-args': list('titleLocArgs'),
    'subtitle-loc-key': said('subTitleLocKey'),
    'subtitle-loc-args': list('subTitleLocArgs'),
    'loc-key': said('bodyLocKey'),
    'loc-args': list('bodyLocArgs'),
    'launch-image': said('launchImage'),
  })
}

/** Live activities ("ActivityKit push notifications"); times in seconds. */
function liveActivity(block: Fields | undefined): Fields {
  const event = textOf(at(block, 'liveActivityEvent'))?.toLowerCase()
  if (event === undefined) return {}
  return {
    event,
    timestamp: wholeOf(at(block, 'timestamp')),
    'dismissal-date': wholeOf(at(block, 'dismissalDate')),
    'stale-date': wholeOf(at(block, 'staleDate')),
    'attributes-type': textOf(at(block, 'attributesType')),
    attributes: at(block, 'attributes'),
    'content-state': at(block, 'contentState'),
  }
}
