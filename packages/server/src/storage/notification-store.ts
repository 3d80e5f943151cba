import { ApiError } from '@ringpost/contract/errors'
import { sql } from 'kysely'
import {
  type NotificationSetting,
  type NotificationTarget,
  type NotificationType,
  unset,
} from '../domain/notifications/notification-setting.ts'
import type {
  ConversationTarget,
  NotificationStore,
  NotificationWishes,
} from '../domain/notifications/notification-store.ts'
import { decodePageCursor, encodePageCursor } from '../domain/query/page-cursor.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'

const CURSOR = 'notification types'

export function notificationStore({ reads, writes, together, flavour }: Connection): NotificationStore {
  const ofUser = (app: number, user: string) =>
    reads.selectFrom('notification').where('app', '=', app).where('user', '=', user)
  const forEverything = (app: number, user: string) => ofUser(app, user).where('target', '=', EVERYTHING)
  const setForEverything = async (
    app: number,
    user: string,
    change: { language: string } | { template: string },
  ) => {
    await writes
      .insertInto('notification')
      .values({ app, user, target: EVERYTHING, silent_until: 0, silent_hours: '', language: '', ...change })
      .onConflict((conflict) => conflict.columns(['app', 'user', 'target']).doUpdateSet(change))
      .execute()
  }

  return {
    async get(app, user, targets) {
      if (targets.length === 0) return []
      const rows = await ofUser(app, user)
        .select(['target', 'type', 'silent_until', 'silent_hours'])
        .where('target', 'in', targets.map(keyOf))
        .execute()
      const found = new Map(rows.map(({ target, ...row }) => [target, toSetting(row)]))
      return targets.map((target) => found.get(keyOf(target)))
    },

    async change(app, user, target, changes, { now, limit }) {
      const key = keyOf(target)
      const values: Record<string, string | number | null> = {
        ...(changes.type !== undefined && { type: changes.type }),
        ...(changes.silentUntil !== undefined && { silent_until: changes.silentUntil }),
        ...(changes.silentHours !== undefined && { silent_hours: changes.silentHours }),
      }
      // Two concurrent writers would each find the number within the limit.
      const turn = flavour.turn([`${app}/notifications/${user}`])?.compile(writes)
      const count = sql<number>`count(*)`
      const beyond = ofUser(app, user).select(count.as('settings')).having(count, '>', limit).compile()
      await together([
        ...(turn === undefined ? [] : [turn]),
        writes
          .insertInto('notification')
          .values({ app, user, target: key, silent_until: 0, silent_hours: '', language: '', ...values })
          .onConflict((conflict) => conflict.columns(['app', 'user', 'target']).doUpdateSet(values))
          .compile(),
        writes
          .deleteFrom('notification')
          .where('app', '=', app)
          .where('user', '=', user)
          .where('target', '=', key)
          .where('type', 'is', null)
          .where('silent_until', '<=', now)
          .where('silent_hours', '=', '')
          .where('language', '=', '')
          .where('template', '=', '')
          .compile(),
        guarded(beyond, 0, () => new ApiError('notification.too_many', { limit })),
      ])
    },

    async typed(app, user, { limit, cursor }) {
      const place = decodePageCursor(CURSOR, cursor, ['text'])
      const rows = await ofUser(app, user)
        .select(['target', 'type'])
        .where('target', '>', place?.[0] ?? EVERYTHING)
        .where('type', 'is not', null)
        .orderBy('target')
        .limit(limit + 1)
        .execute()
      const page = rows.slice(0, limit)
      return {
        conversations: page.map(({ target, type }) => ({
          target: targetOf(target),
          type: type as NotificationType,
        })),
        cursor: rows.length > limit ? encodePageCursor(CURSOR, [page.at(-1)!.target]) : undefined,
      }
    },

    async language(app, user) {
      return (await forEverything(app, user).select('language').executeTakeFirst())?.language ?? ''
    },

    setLanguage: (app, user, language) => setForEverything(app, user, { language }),

    async template(app, user) {
      return (await forEverything(app, user).select('template').executeTakeFirst())?.template ?? ''
    },

    setTemplate: (app, user, template) => setForEverything(app, user, { template }),

    async wishes(app, users, target) {
      const found = new Map<string, NotificationWishes>()
      if (users.length === 0) return found
      const rows = await reads
        .selectFrom('notification')
        .selectAll()
        .where('app', '=', app)
        .where('user', 'in', users)
        .where('target', 'in', [EVERYTHING, keyOf(target)])
        .execute()
      const none = { everything: unset, conversation: unset, language: '', template: '' }
      for (const row of rows) {
        const known = found.get(row.user) ?? none
        const { language, template } = row
        if (row.target === EVERYTHING)
          found.set(row.user, { ...known, everything: toSetting(row), language, template })
        else found.set(row.user, { ...known, conversation: toSetting(row) })
      }
      return found
    },
  }
}

/** Sorts before all conversations. */
const EVERYTHING = ''

function keyOf(target: NotificationTarget): string {
  return target === 'everything' ? EVERYTHING : `${target.kind}:${target.id}`
}

function targetOf(key: string): ConversationTarget {
  const [kind, ...id] = key.split(':')
  return { kind: kind as ConversationTarget['kind'], id: id.join(':') }
}

function toSetting(row: {
  type: string | null
  silent_until: number
  silent_hours: string
}): NotificationSetting {
  return {
    type: row.type as NotificationType | null,
    silentUntil: row.silent_until,
    silentHours: row.silent_hours,
  }
}
