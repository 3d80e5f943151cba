import { ApiError } from '@ringpost/contract'
import type { ChannelSettings } from '../domain/channels/channel.ts'

/** Settings by their name in requests, after earlier spellings are folded (rest-groups-rooms.md §1.1). */
const fieldNames = {
  groupname: 'name',
  description: 'description',
  avatar: 'avatar',
  custom: 'custom',
  maxusers: 'maxUsers',
  public: 'public',
  membersonly: 'membersOnly',
  allowinvites: 'allowInvites',
  invite_need_confirm: 'inviteNeedConfirm',
} as const satisfies Record<string, keyof ChannelSettings>

type Field = keyof typeof fieldNames
type Values = Readonly<Partial<Record<Field, unknown>>>

const fields = Object.keys(fieldNames) as Field[]
const numbers: ReadonlySet<Field> = new Set(['maxusers'])
const flags: ReadonlySet<Field> = new Set(['public', 'membersonly', 'allowinvites', 'invite_need_confirm'])

/** The settings in a validated request; null means absent. Callers also send flags and numbers as text. */
export function channelSettings(values: Values): Partial<ChannelSettings> {
  const named = fields.filter((field) => values[field] !== undefined && values[field] !== null)
  return Object.fromEntries(
    named.map((field) => {
      const value = values[field]
      return [
        fieldNames[field],
        numbers.has(field) ? Number(value) : flags.has(field) ? value === true || value === 'true' : value,
      ]
    }),
  )
}

/** Accepted without effect: size class and moderation of a group, which the Java SDK sends (rest-groups-rooms.md §1.1). */
const ignored = ['scale', 'need_verify']

interface Change {
  body: { properties: object }
  fold: Readonly<Record<string, string>>
}

/**
 * @throws ApiError `channel.fields_unknown` listing the fields that the operation does not know, under any spelling
 * (rest-groups-rooms.md §12 row 21).
 */
export function requireFields({ body, fold }: Change, values: object): void {
  const known = [...Object.keys(body.properties), ...Object.keys(fold), ...ignored]
  const unknown = Object.keys(values).filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new ApiError('channel.fields_unknown', { fields: unknown.join(', ') })
}

/** The reply to a change: whether each field took effect, under the caller's spelling and today's. */
export function changeReport(
  { fold }: Change,
  values: object,
  effective: ReadonlySet<keyof ChannelSettings>,
): Record<string, boolean> {
  const settingOf = (name: string) =>
    fieldNames[(fold[name] ?? name) as Field] as keyof ChannelSettings | undefined
  return Object.fromEntries(
    Object.keys(values).flatMap((name) => {
      const setting = settingOf(name)
      return setting === undefined ? [] : [[name, effective.has(setting)]]
    }),
  )
}
