import type { NotificationWishes } from '../notifications/notification-store.ts'
import type { User } from '../users/user.ts'

type Wishes = Pick<NotificationWishes, 'everything' | 'conversation'>

/**
 * Whether a user wants no notification of a message (push.md §4.1). Windows add up, and silence whatever the type says; the type of the
 * conversation beats that for everything.
 * @param minutes of the day, in the time zone of the app.
 */
export function isSilent(
  { everything, conversation }: Wishes,
  { now, minutes, isMentioned }: { now: number; minutes: number; isMentioned: boolean },
): boolean {
  if (everything.silentUntil > now || conversation.silentUntil > now) return true
  if (isWithin(everything.silentHours, minutes)) return true
  const type = conversation.type ?? everything.type ?? 'ALL'
  return type === 'NONE' || (type === 'AT' && !isMentioned)
}

/** The same as clients of SDKs before 3.9 have set it. @param group id of the group; null: between users. */
export function isSilentByPreference(
  preferences: User['preferences'],
  group: string | null,
  minutes: number,
): boolean {
  if (group !== null && preferences[`notification_ignore_${group}`] === true) return true
  if (preferences.notification_no_disturbing !== true) return false
  const { notification_no_disturbing_start: start = 0, notification_no_disturbing_end: end = 0 } = preferences
  return isWithin(`${start}:0-${end}:0`, minutes)
}

/** @param hours `H:M-H:M`; start and end the same: the whole day; empty: never. */
function isWithin(hours: string, minutes: number): boolean {
  if (hours === '') return false
  const [from, to] = hours.split('-').map((time) => {
    const [hour, minute] = time.split(':').map(Number)
    return hour! * 60 + minute!
  }) as [number, number]
  if (from === to) return true
  return from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to
}
