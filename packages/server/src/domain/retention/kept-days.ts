import type { LogKind } from '../log/log-key.ts'
import type { AppSettings } from '../tenancy/app.ts'

export const DAY_MS = 24 * 3600 * 1000

/** Days that entries are kept, by the kind of their log; 0 = for ever. */
export type KeptDays = Readonly<Record<LogKind, number>>

export const logKinds = ['pair', 'group', 'room', 'inbox'] as const satisfies readonly LogKind[]

/** What operators call what is in logs of a kind. */
export const keptNames: Readonly<Record<LogKind, string>> = {
  pair: 'chats',
  group: 'groups',
  room: 'rooms',
  inbox: 'notices',
}

const settingOf = {
  pair: 'chatDays',
  group: 'groupDays',
  room: 'roomDays',
  inbox: 'noticeDays',
} as const satisfies Record<LogKind, keyof AppSettings>

/** Returns what an app has chosen for a kind; undefined if it is the same as for the whole server. */
export function ownDays(settings: AppSettings, kind: LogKind): number | undefined {
  const days = settings[settingOf[kind]]
  return days === 'server' ? undefined : days
}

/** Returns what holds for an app. @param server what the server keeps of apps that have not chosen. */
export function keptDays(settings: AppSettings, server: KeptDays): KeptDays {
  const days = (kind: LogKind) => ownDays(settings, kind) ?? server[kind]
  return { pair: days('pair'), group: days('group'), room: days('room'), inbox: days('inbox') }
}
