import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification } from '../domain/push/push-provider.ts'
import { at, textOf, wholeOf } from './json-fields.ts'
import { unusable } from './push-failure.ts'

/** Where a tap leads; nothing: the app itself. At most one is set. */
export interface Click {
  url?: string
  /** Action of an intent. */
  action?: string
  /** Class of an activity. */
  activity?: string
}

/** The click that the app wants (`config.clickAction` of instant push), else that of the message, else of the certificate. */
export function clickOf({ block }: PushNotification, wanted: Click): Click {
  const [url, action, activity] = ['url', 'action', 'activity'].map((key) =>
    textOf(at(block, 'config', 'clickAction', key)),
  )
  if (url !== undefined) return { url }
  if (action !== undefined) return { action }
  if (activity !== undefined) return { activity }
  return wanted
}

/** Number on the icon: set it, or add to it. */
export interface Badge {
  add?: number
  set?: number
  /** Class of the activity whose icon it is. */
  activity?: string
}

/** @param most largest number that the service takes. */
export function badgeOf({ block, badge }: PushNotification, most: number): Badge {
  const wanted = at(block, 'config', 'badge')
  const within = (number: number | undefined) =>
    number === undefined ? undefined : Math.min(Math.max(number, 0), most)
  const add = within(wholeOf(at(wanted, 'addNum')))
  const set = within(wholeOf(at(wanted, 'setNum')) ?? (add === undefined ? (badge ?? undefined) : undefined))
  const activity = textOf(at(wanted, 'activity'))
  return {
    ...(set !== undefined ? { set } : add !== undefined ? { add } : {}),
    ...(activity !== undefined && { activity }),
  }
}

/** Whole seconds for which it may still be shown, at least 1. */
export function secondsLeft({ expiresAt }: PushNotification, now: number): number {
  return Math.max(1, Math.ceil((expiresAt - now) / 1000))
}

/** A setting as text. */
export function settingOf({ settings }: PushCertificate, name: string): string | undefined {
  return textOf(settings[name])
}

/** @throws PushFailure */
export function secretOf({ secrets }: PushCertificate, name: string): string {
  const secret = secrets[name]
  if (secret === undefined || secret === '') throw unusable(`the certificate has no ${name}`)
  return secret
}
