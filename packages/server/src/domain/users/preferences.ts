import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'

type Preference = string | number | boolean

/** Hours are strings: "8" (rest-messages-users.md §3 "User entity"). */
function hour(value: unknown): Preference | undefined {
  const number = Number(value)
  return Number.isInteger(number) && number >= 0 && number <= 23 ? String(number) : undefined
}

function flag(value: unknown): Preference | undefined {
  if (value === true || value === 'true' || value === 1) return true
  return value === false || value === 'false' || value === 0 ? false : undefined
}

/** Callers also send the number as a string (rest-groups-rooms.md P5). */
function displayStyle(value: unknown): Preference | undefined {
  const number = Number(value)
  return number === 0 || number === 1 ? number : undefined
}

function text(value: unknown): Preference | undefined {
  return typeof value === 'string' && characterCount(value) <= 1024 ? value : undefined
}

const readers: Readonly<Record<string, (value: unknown) => Preference | undefined>> = {
  notification_display_style: displayStyle,
  notification_no_disturbing: flag,
  notification_no_disturbing_start: hour,
  notification_no_disturbing_end: hour,
  notifier_name: text,
}
const GROUP = 'notification_ignore_'
/** Groups and rooms for which a user can have one: they are kept with the user, and never removed. */
const GROUPS_LIMIT = 1000

/**
 * Picks push preferences from the fields of `PUT users/{u}` (rest-messages-users.md U9; sdk-rest-calls.md N9), or from
 * the `entities` list of older web SDKs (sdk-rest-calls.md G49). Ignores other fields, but refuses unknown
 * `notification_` fields.
 * @param kept the preferences that the user already has.
 * @throws ApiError `user.preference_illegal` naming the field, also that of a group beyond the limit.
 */
export function pickPreferences(
  fields: Readonly<Record<string, unknown>>,
  kept: Readonly<Record<string, unknown>>,
): Record<string, Preference> {
  const picked: Record<string, Preference> = {}
  for (const [name, value] of Object.entries(unwrapped(fields))) {
    const isSetting = name.startsWith('notification_') || Object.hasOwn(readers, name)
    if (!isSetting) continue
    const isOfGroup = name.startsWith(GROUP) && name.length <= GROUP.length + 64
    const read = Object.hasOwn(readers, name) ? readers[name] : isOfGroup ? flag : undefined
    const preference = read?.(value)
    if (preference === undefined) throw new ApiError('user.preference_illegal', { name })
    picked[name] = preference
  }
  requireRoom(kept, picked)
  return picked
}

/** Fields with those of the list `entities`, in which older web SDKs send them. */
export function unwrapped(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { entities } = fields
  const wrapped = Array.isArray(entities) ? entities.filter(isRecord).flatMap(Object.entries) : []
  return Object.fromEntries([...wrapped, ...Object.entries(fields)])
}

function requireRoom(
  kept: Readonly<Record<string, unknown>>,
  picked: Readonly<Record<string, unknown>>,
): void {
  const ofGroups = (names: string[]) => names.filter((name) => name.startsWith(GROUP))
  const added = ofGroups(Object.keys(picked)).filter((name) => !Object.hasOwn(kept, name))
  if (added.length > 0 && ofGroups(Object.keys(kept)).length + added.length > GROUPS_LIMIT)
    throw new ApiError('user.preference_illegal', { name: added.at(-1)! })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
