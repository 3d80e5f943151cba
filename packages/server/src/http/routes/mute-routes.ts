import { users as operations } from '@ringpost/contract'
import { FOREVER, type MutedKind, type Mutes } from '../../domain/users/user.ts'
import type { Users } from '../../domain/users/users.ts'
import { camelPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'

const PAGE = { fallback: 10, most: 50 }
const names: Readonly<Record<MutedKind, 'chat' | 'groupchat' | 'chatroom'>> = {
  user: 'chat',
  group: 'groupchat',
  room: 'chatroom',
}
const kinds = Object.keys(names) as MutedKind[]

/** Users who may not send to any conversation of a kind (moderation.md §7). */
export function muteRoutes({ users }: { users: Users }): Binding[] {
  return [
    bind(operations.muteUser, async ({ app, caller, body, now }) => {
      const given = kinds.flatMap((kind) => {
        const seconds = body[names[kind]]
        return seconds == null ? [] : [[kind, untilOf(seconds, now)] as const]
      })
      await users.mute(app, caller.actor, body.username, Object.fromEntries(given) as Mutes)
      return { reply: { result: 'ok' as const } }
    }),

    bind(operations.mutedUser, async ({ app, params, now }) => {
      const { name, mutes } = await users.get(app, params.username)
      const left = (kind: MutedKind) => secondsLeft(mutes[kind] ?? 0, now)
      return {
        reply: {
          userid: `${app.key}_${name}`,
          chat: left('user'),
          groupchat: left('group'),
          chatroom: left('room'),
          unixtime: Math.floor(now / 1000),
        },
      }
    }),

    bind(operations.mutedUsers, async ({ app, query, now }) => {
      const page = camelPage(query, PAGE)
      const muted = await users.muted(app, page)
      const data = muted.map(({ name, kind, until }) => ({
        username: name,
        [names[kind]]: secondsLeft(until, now),
      }))
      return { reply: { data, unixtime: Math.floor(now / 1000) } }
    }),
  ]
}

function untilOf(seconds: number, now: number): number {
  if (seconds === -1) return FOREVER
  return seconds === 0 ? 0 : now + seconds * 1000
}

function secondsLeft(until: number, now: number): number {
  if (until === FOREVER) return -1
  return Math.max(0, Math.ceil((until - now) / 1000))
}
