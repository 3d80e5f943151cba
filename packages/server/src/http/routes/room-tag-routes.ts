import { roomMembers as operations } from '@ringpost/contract'
import type { Rooms } from '../../domain/rooms/rooms.ts'
import { type Binding, bind } from '../request-context.ts'

/** Tags of members of rooms. */
export function roomTagRoutes({ rooms: { tags } }: { rooms: Rooms }): Binding[] {
  return [
    bind(operations.tagRoomMember, async ({ caller, params, body }) => {
      await tags.set(caller, params.room, params.username, body.tags)
      return { reply: { result: true as const } }
    }),

    bind(operations.roomMemberTags, async ({ app, params }) => ({
      reply: await tags.get(app, params.room, params.username),
    })),

    bind(operations.muteRoomTag, async ({ caller, params, body }) => {
      await tags.mute(caller, params.room, body.tag, body.mute_duration)
      return { reply: { result: true as const } }
    }),
  ]
}
