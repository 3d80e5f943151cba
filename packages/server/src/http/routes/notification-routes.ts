import { ApiError, push as operations } from '@ringpost/contract'
import {
  type NotificationSetting,
  type NotificationTarget,
  notificationTypes,
} from '../../domain/notifications/notification-setting.ts'
import type { ConversationTarget } from '../../domain/notifications/notification-store.ts'
import type { Notifications } from '../../domain/notifications/notifications.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { foldUserName, isLegalUserName } from '../../domain/users/user-name.ts'
import type { Users } from '../../domain/users/users.ts'
import { keyed } from '../keyed.ts'
import { cursorPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'

/** ms: seven days. */
const LONGEST_SILENCE = 604_800_000
/** Conversations per request (push.md N5). */
const AT_ONCE = 20
/** push.md N8. */
const PAGE = { fallback: 10, most: 100 }
const HOURS = /^(\d{1,2}):(\d{1,2})-(\d{1,2}):(\d{1,2})$/

/** What notifies users: silent mode and language (push.md §3, §4). */
export function notificationRoutes({
  notifications,
  users,
}: {
  notifications: Notifications
  users: Users
}): Binding[] {
  const nameOf = async (app: App, username: string) => (await users.get(app, username)).name

  return [
    bind(operations.setSilentMode, async ({ app, caller, params, body, now }) => {
      const user = await nameOf(app, params.username)
      const target = targetNamed(user, params)
      const changes = parseChanges(target, body, now)
      return { reply: settingJson(target, await notifications.change(caller, user, target, changes)) }
    }),

    bind(operations.getSilentMode, async ({ app, params }) => {
      const user = await nameOf(app, params.username)
      const target = targetNamed(user, params)
      return { reply: settingJson(target, await notifications.get(app, user, target)) }
    }),

    bind(operations.getSilentModes, async ({ app, params, query }) => {
      const user = await nameOf(app, params.username)
      const targets = [
        ...namesIn(query.user).map((id) => ({ kind: 'user' as const, id: foldUserName(id) })),
        ...namesIn(query.group).map((id) => ({ kind: 'group' as const, id })),
      ]
      if (targets.length > AT_ONCE) throw illegal(query.user ? 'user' : 'group')
      const found = await notifications.getMany(app, user, targets)
      const of = (kind: ConversationTarget['kind']) =>
        keyed(
          found
            .filter(({ target }) => target.kind === kind)
            .map(({ target, setting }) => [target.id, settingJson(target, setting)]),
        )
      return { reply: { user: of('user'), group: of('group') } }
    }),

    bind(operations.silentConversations, async ({ app, params, query }) => {
      const user = await nameOf(app, params.username)
      const { limit } = cursorPage(query, PAGE)
      const page = await notifications.typed(app, user, { limit, cursor: query.cursor })
      return {
        reply: page.conversations.map(({ target, type }) => ({ [target.kind]: target.id, value: type })),
        further: { cursor: page.cursor ?? '' },
      }
    }),

    bind(operations.setPushLanguage, async ({ app, params, body }) => {
      await notifications.setLanguage(app, await nameOf(app, params.username), body.translationLanguage)
      return { reply: { language: body.translationLanguage } }
    }),

    bind(operations.getPushLanguage, async ({ app, params }) => ({
      reply: { language: await notifications.language(app, await nameOf(app, params.username)) },
    })),
  ]
}

/** The target of a path; users name themselves for everything. @throws ApiError `notification.parameter_illegal`. */
function targetNamed(user: string, { kind, target }: { kind: string; target: string }): NotificationTarget {
  if (kind !== 'user' && kind !== 'chatgroup') throw illegal('chattype')
  const id = foldUserName(target)
  // Nobody has such a name, which would be kept at any length.
  if (!isLegalUserName(id)) throw illegal('key')
  if (kind === 'chatgroup') return { kind: 'group', id: target }
  return id === user ? 'everything' : { kind: 'user', id }
}

interface Changes {
  type?: string | null
  ignoreDuration?: number | string | null
  ignoreInterval?: string | null
}

/** @throws ApiError `notification.parameter_illegal`. */
function parseChanges(
  target: NotificationTarget,
  { type, ignoreDuration, ignoreInterval }: Changes,
  now: number,
): Partial<NotificationSetting> {
  if (type == null && ignoreDuration == null && ignoreInterval == null) throw illegal('type')
  return {
    ...(type != null && { type: parseType(target, type) }),
    ...(ignoreDuration != null && { silentUntil: parseDuration(ignoreDuration, now) }),
    ...(ignoreInterval != null && { silentHours: parseHours(target, ignoreInterval) }),
  }
}

function parseType(target: NotificationTarget, text: string): NotificationSetting['type'] {
  if (text === 'DEFAULT' && target !== 'everything') return null
  const type = notificationTypes.find((each) => each === text)
  if (type === undefined) throw illegal('type')
  return type
}

/** Returns when a silence that begins at `now` ends. */
function parseDuration(given: number | string, now: number): number {
  const ms = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : given
  if (typeof ms !== 'number' || !Number.isInteger(ms) || ms < 0 || ms > LONGEST_SILENCE)
    throw illegal('ignoreDuration')
  return ms === 0 ? 0 : now + ms
}

function parseHours(target: NotificationTarget, text: string): string {
  if (target !== 'everything') throw illegal('ignoreInterval')
  if (text === '') return ''
  const [, ...parts] = HOURS.exec(text) ?? []
  const [hour, minute, endHour, endMinute] = parts.map(Number)
  if (parts.length === 0 || hour! > 23 || endHour! > 24 || minute! > 59 || endMinute! > 59)
    throw illegal('ignoreInterval')
  return text
}

/** Everything has defaults; of a conversation only what was set. */
function settingJson(target: NotificationTarget, { type, silentUntil, silentHours }: NotificationSetting) {
  if (target === 'everything')
    return { type: type ?? 'ALL', ignoreDuration: silentUntil, ignoreInterval: silentHours }
  return { ...(type !== null && { type }), ...(silentUntil > 0 && { ignoreDuration: silentUntil }) }
}

function namesIn(list: string | undefined): string[] {
  return (list ?? '').split(',').filter((name) => name !== '')
}

function illegal(field: string): ApiError {
  return new ApiError('notification.parameter_illegal', { field })
}
