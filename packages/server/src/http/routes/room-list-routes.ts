import { roomRoles as operations } from '@ringpost/contract'
import type { Rooms } from '../../domain/rooms/rooms.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { done, listPage, roomMark, silenced } from '../marked-users.ts'
import { namesOf, namesToRemove } from '../name-list.ts'
import { only } from '../refusal-reason.ts'
import { type Binding, bind } from '../request-context.ts'

/** Who may speak in a room, and who may not come in. */
export function roomListRoutes({ rooms: { governance } }: { rooms: Rooms }): Binding[] {
  const { voices, bans } = governance
  return [
    bind(operations.roomBlocklist, async ({ app, actor, params, query }) => {
      const { users, cursor } = await bans.list(app, actor, params.room!, listPage(query))
      return { reply: users.map(({ user }) => user), count: users.length, cursor }
    }),

    bind(operations.blockRoomMember, async ({ app, actor, params, query }) => {
      const { room, username } = params as { room: string; username: string }
      const outcome = only(await bans.block(app, actor, room, [username]), 'room.not_members')
      const reply = roomMark('add_blocks', room)(outcome)
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(operations.blockRoomMembers, async ({ app, actor, params, query, body }) => {
      const { room } = params as { room: string }
      const outcomes = await bans.block(app, actor, room, namesOf(body.usernames))
      const reply = outcomes.map(roomMark('add_blocks', room))
      return { reply: reply.length === 1 && query.version !== 'v3' ? reply[0]! : reply }
    }),

    bind(operations.unblockRoomMembers, async ({ app, actor, params, query }) => {
      const { room, username } = params as { room: string; username: string }
      const names = namesToRemove(username, 'channel.unblock_too_many')
      const outcomes = await bans.unblock(app, actor, room, names)
      const mark = roomMark('remove_blocks', room)
      if (username.includes(',')) return { reply: outcomes.map(mark) }
      const reply = mark(only(outcomes, 'room.not_members'))
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(operations.roomAllowlist, async ({ app, actor, params, query }) => {
      const { users, cursor } = await voices.list(app, actor, params.room!, 'allowed', listPage(query))
      return { reply: users.map(({ user }) => user), count: users.length, cursor }
    }),

    bind(operations.isOnRoomAllowlist, async ({ app, actor, params }) => {
      const { room, username } = params as { room: string; username: string }
      const white = await voices.isAllowed(app, actor, room, username)
      return { reply: { member: foldUserName(username), white } }
    }),

    bind(operations.allowRoomMember, async ({ app, actor, params, query }) => {
      const { room, username } = params as { room: string; username: string }
      const outcome = only(await voices.allow(app, actor, room, [username]), 'room.not_members')
      const reply = roomMark('add_user_whitelist', room)(outcome)
      return { reply: query.version === 'v3' ? [reply] : reply }
    }),

    bind(operations.allowRoomMembers, async ({ app, actor, params, body }) => {
      const { room } = params as { room: string }
      const outcomes = await voices.allow(app, actor, room, namesOf(body.usernames))
      return { reply: outcomes.map(roomMark('add_user_whitelist', room)) }
    }),

    bind(operations.disallowRoomMembers, async ({ app, actor, params }) => {
      const { room, username } = params as { room: string; username: string }
      const names = namesToRemove(username, 'channel.disallow_too_many')
      const users = await voices.disallow(app, actor, room, names)
      return { reply: users.map(done).map(roomMark('remove_user_whitelist', room)) }
    }),

    bind(operations.roomMutelist, async ({ app, actor, params, query }) => {
      const { users, cursor } = await voices.list(app, actor, params.room!, 'muted', listPage(query))
      const reply = users.map(({ user, mutedUntil }) => ({ expire: mutedUntil, user }))
      return { reply, count: reply.length, cursor }
    }),

    bind(operations.isMutedInRoom, async ({ app, actor, params }) => ({
      reply: await voices.isMuted(app, actor, params.room!, params.username!),
    })),

    bind(operations.muteRoomMembers, async ({ app, actor, params, body }) => {
      const { room } = params as { room: string }
      const duration = Number(body.mute_duration)
      const silence = await voices.mute(app, actor, room, namesOf(body.usernames), duration)
      return { reply: silenced(silence, room, 'chatroom') }
    }),

    bind(operations.unmuteRoomMembers, async ({ app, actor, params }) => {
      const names = namesToRemove(params.username!, 'room.unmute_too_many')
      const users = await voices.unmute(app, actor, params.room!, names)
      return { reply: users.map((user) => ({ result: true, user })) }
    }),

    bind(operations.muteRoom, async ({ app, actor, params }) => {
      await voices.muteAll(app, actor, params.room!, true)
      return { reply: { mute: true } }
    }),

    bind(operations.unmuteRoom, async ({ app, actor, params }) => {
      await voices.muteAll(app, actor, params.room!, false)
      return { reply: { mute: false } }
    }),
  ]
}
