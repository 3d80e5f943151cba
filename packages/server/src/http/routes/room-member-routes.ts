import { roomMembers as operations } from '@ringpost/contract'
import { personal } from '../../domain/channels/channel-access.ts'
import type { Outcome } from '../../domain/channels/outcome.ts'
import type { Rooms } from '../../domain/rooms/rooms.ts'
import { foldUserName, foldUserNames } from '../../domain/users/user-name.ts'
import { memberList } from '../member-list.ts'
import { namesOf, namesToRemove } from '../name-list.ts'
import { refusalReason } from '../refusal-reason.ts'
import { type Binding, bind } from '../request-context.ts'

export function roomMemberRoutes({ rooms }: { rooms: Rooms }): Binding[] {
  const { members } = rooms
  return [
    bind(operations.roomMembers, (context) => memberList(members, context.params.room, context)),

    bind(operations.addRoomMember, async ({ caller, params }) => {
      const { room, username } = params
      await members.add(caller, room, [username])
      return {
        reply: { result: true, action: 'add_member' as const, id: room, user: foldUserName(username) },
      }
    }),

    bind(operations.addRoomMembers, async ({ caller, params, body }) => {
      const room = params.room
      const names = namesOf(body.usernames)
      await members.add(caller, room, names)
      // Users who were members already count as added (rest-groups-rooms.md C20).
      const newmembers = foldUserNames(names)
      return { reply: { newmembers, action: 'add_member' as const, id: room } }
    }),

    bind(operations.joinRoom, async ({ caller, params, body }) => {
      const id = params.room
      const person = personal(caller)
      await rooms.enter(person, id, { note: body.message || undefined })
      return { reply: { action: 'apply', id, result: true, user: person.actor.name } }
    }),

    bind(operations.leaveRoom, async ({ caller, params }) => {
      const id = params.room
      const person = personal(caller)
      await rooms.leave(person, id)
      return { reply: { action: 'quit', id, result: true, user: person.actor.name } }
    }),

    bind(operations.removeRoomMembers, async ({ caller, params, query }) => {
      const { room, username } = params
      const names = namesToRemove(username, 'channel.remove_too_many')
      const removals = await members.remove(caller, room, names)
      const reply = removals.map((removal) => removed(room, removal))
      return { reply: username.includes(',') || query.version === 'v3' ? reply : reply[0]! }
    }),
  ]
}

function removed(id: string, { user, refusal }: Outcome) {
  return {
    result: refusal === null,
    id,
    action: 'remove_member' as const,
    user,
    ...(refusal !== null && { reason: refusalReason(refusal, user, id) }),
  }
}
