import { ApiError, roomMembers as operations } from '@ringpost/contract'
import { personOf } from '../../domain/channels/channel-access.ts'
import type { Removal } from '../../domain/channels/members.ts'
import type { Rooms } from '../../domain/rooms/rooms.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { memberList } from '../member-list.ts'
import { nameList } from '../name-list.ts'
import { removalReason } from '../removal-reason.ts'
import { type Binding, bind } from '../request-context.ts'

/** rest-groups-rooms.md C22: the text says 100, the error 60. */
const REMOVED_AT_ONCE = 60

export function roomMemberRoutes({ rooms }: { rooms: Rooms }): Binding[] {
  const { members } = rooms
  return [
    bind(operations.roomMembers, (context) => memberList(members, context.params.room!, context)),

    bind(operations.addRoomMember, async ({ app, actor, params }) => {
      const { room, username } = params as { room: string; username: string }
      await members.add(app, actor, room, [username])
      return {
        reply: { result: true, action: 'add_member' as const, id: room, user: foldUserName(username) },
      }
    }),

    bind(operations.addRoomMembers, async ({ app, actor, params, body }) => {
      const room = params.room!
      const names = typeof body.usernames === 'string' ? [body.usernames] : body.usernames
      await members.add(app, actor, room, names)
      // Who was in it already counts as added (rest-groups-rooms.md C20).
      const newmembers = [...new Set(names.map(foldUserName))]
      return { reply: { newmembers, action: 'add_member' as const, id: room } }
    }),

    bind(operations.joinRoom, async ({ app, actor, params, body }) => {
      const id = params.room!
      const person = personOf(actor)
      await rooms.enter(app, person, id, body.message || null, false)
      return { reply: { action: 'apply', id, result: true, user: person.name } }
    }),

    bind(operations.leaveRoom, async ({ app, actor, params }) => {
      const id = params.room!
      const person = personOf(actor)
      await rooms.leave(app, person, id)
      return { reply: { action: 'quit', id, result: true, user: person.name } }
    }),

    bind(operations.removeRoomMembers, async ({ app, actor, params }) => {
      const { room, username } = params as { room: string; username: string }
      const names = nameList(username)
      if (names.length > REMOVED_AT_ONCE)
        throw new ApiError('channel.remove_too_many', { limit: REMOVED_AT_ONCE })
      const removals = await members.remove(app, actor, room, names)
      const reply = removals.map((removal) => removed(room, removal))
      return { reply: username.includes(',') ? reply : reply[0]! }
    }),
  ]
}

function removed(id: string, { user, refusal }: Removal) {
  return {
    result: refusal === null,
    id,
    action: 'remove_member' as const,
    user,
    ...(refusal !== null && { reason: removalReason(refusal, user, id) }),
  }
}
