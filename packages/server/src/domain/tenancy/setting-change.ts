import { isTimeZone } from '../history/export-hour.ts'
import { type AppSettings, defaultAppSettings, type WordRule } from './app.ts'

const wordRules: readonly WordRule[] = ['off', 'block', 'replace', 'pass']

/** Settings that take one of several words. */
const choices: Partial<Record<keyof AppSettings, readonly string[]>> = {
  statusShape: ['object', 'array'],
  groupReply: ['envelope', 'bare'],
  pushWhen: ['all-offline', 'any-offline'],
  chatWords: wordRules,
  groupWords: wordRules,
  roomWords: wordRules,
}

/** A hundred years: a greater number was not meant as days. */
const MOST_DAYS = 36_500

/** Upper limits of numeric settings that have one. */
const most: Partial<Record<keyof AppSettings, number>> = {
  chatDays: MOST_DAYS,
  groupDays: MOST_DAYS,
  roomDays: MOST_DAYS,
  noticeDays: MOST_DAYS,
  recallSeconds: 7 * 24 * 3600,
  streamPauseSeconds: 3600,
  streamSeconds: 24 * 3600,
}

/** @param text the value. @throws RangeError if the app has no such setting, or it no such value; in words for people. */
export function settingChange(setting: string, text: string): Partial<AppSettings> {
  if (!Object.hasOwn(defaultAppSettings, setting))
    throw new RangeError(
      `there is no setting "${setting}"; known: ${Object.keys(defaultAppSettings).join(', ')}`,
    )
  const name = setting as keyof AppSettings
  return { [name]: parseValue(name, text) }
}

function parseValue(name: keyof AppSettings, text: string): AppSettings[keyof AppSettings] {
  const wants = (wanted: string) => new RangeError(`${name} must be ${wanted}, not "${text}"`)
  if (name === 'exportTimeZone' || name === 'pushTimeZone') {
    if (!isTimeZone(text)) throw wants('a time zone (UTC, +08:00, Asia/Shanghai)')
    return text
  }
  const isBoolean = typeof defaultAppSettings[name] === 'boolean'
  const allowed = isBoolean ? ['true', 'false'] : choices[name]
  if (allowed !== undefined) {
    if (!allowed.includes(text)) throw wants(allowed.join(' or '))
    return isBoolean ? text === 'true' : text
  }
  const isKept = defaultAppSettings[name] === 'server'
  if (isKept && text === 'server') return text
  const kinds = isKept ? 'server, 0 (forever) or a whole number' : 'a whole number'
  if (!/^\d{1,12}$/.test(text)) throw wants(most[name] === undefined ? kinds : `${kinds} up to ${most[name]}`)
  const value = Number(text)
  if (value > (most[name] ?? value)) throw wants(`${kinds} up to ${most[name]}`)
  return value
}
