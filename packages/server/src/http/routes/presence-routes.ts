import { ApiError, presence as operations } from '@ringpost/contract'
import type { Presence } from '../../domain/presence/presence.ts'
import type { Subscription } from '../../domain/presence/presence-store.ts'
import type { UserPresence } from '../../domain/presence/user-presence.ts'
import { camelPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'

const AT_ONCE = 100
const PAGE = { fallback: 1, most: 500 }
/** A path without a resource (client-quirks.md Q27). */
const UNNAMED = '-'

/** Presence (presence-reactions-pins.md §1.2). */
export function presenceRoutes({ presence }: { presence: Presence }): Binding[] {
  return [
    bind(operations.publishPresence, async ({ caller, params, body }) => {
      const { username, resource, status } = params
      const device = resource === UNNAMED ? null : resource
      await presence.publish(caller, username, { device, status, ext: body.ext })
      return { reply: { result: 'ok' as const } }
    }),

    bind(operations.subscribePresence, async ({ app, params, body }) => {
      const seconds = /^\d{1,9}$/.test(params.expiry) ? Number(params.expiry) : 0
      const found = await presence.subscribe(app, params.username, body.usernames, seconds * 1000)
      return { reply: { result: found.map(presenceJson) } }
    }),

    bind(operations.getPresence, async ({ app, params, body }) => {
      const found = await presence.of(app, params.username, body.usernames)
      return { reply: { result: found.map(presenceJson) } }
    }),

    bind(operations.unsubscribePresence, async ({ app, params, body }) => {
      const names = Array.isArray(body) ? body : body.users
      if (names.length === 0) throw new ApiError('presence.names_missing')
      if (names.length > AT_ONCE) throw new ApiError('presence.unsubscribes_too_many')
      await presence.unsubscribe(app, params.username, names)
      return { reply: { result: 'ok' as const } }
    }),

    bind(operations.presenceSubscriptions, async ({ app, params, query }) => {
      const { total, subscriptions } = await presence.subscriptions(
        app,
        params.username,
        camelPage(query, PAGE),
      )
      const sublist = subscriptions.map(({ user, expiresAt }) => ({
        uid: user,
        expiry: inSeconds(expiresAt),
      }))
      return { reply: { result: { totalnum: total, sublist } } }
    }),

    bind(operations.groupOnlineCount, async ({ app, params: { group, type } }) => {
      // What callers print for a value that they do not have.
      if (group === 'null') throw new ApiError('presence.group_missing')
      if (type === 'null') throw new ApiError('presence.type_missing')
      if (type !== '0' && type !== '1') throw new ApiError('presence.type_illegal')
      // Type 0 are the servers of Circle, which no app has.
      return { reply: { result: type === '0' ? 0 : await presence.countOnline(app, group) } }
    }),
  ]
}

/** Kits show a user as online only for the text `1`, and read times only as numbers (presence-reactions-pins.md §1.2). */
function presenceJson({ user, changedAt, expiresAt, ext, statuses }: UserPresence & Subscription) {
  return {
    uid: user,
    last_time: inSeconds(changedAt),
    expiry: inSeconds(expiresAt),
    ext,
    status: Object.fromEntries(statuses),
  }
}

function inSeconds(ms: number): number {
  return Math.floor(ms / 1000)
}
