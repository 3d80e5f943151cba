import { ApiError, rooms as operations } from '@ringpost/contract'
import type { Rooms } from '../../domain/rooms/rooms.ts'
import type { Users } from '../../domain/users/users.ts'
import { changeReport, channelSettings, requireFields } from '../channel-settings.ts'
import { affiliation } from '../member-list.ts'
import { nameList } from '../name-list.ts'
import { cursorPage, numberedPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'
import { rolesJson, rolesOf } from '../roles-json.ts'

const PAGE = { fallback: 10, most: 1000 }
const JOINED = { fallback: 1000, most: 1000 }
const ALL_JOINED = { fallback: 500, most: 500 }
const DETAILS_AT_ONCE = 100

export function roomRoutes({ rooms, users }: { rooms: Rooms; users: Users }): Binding[] {
  const { channels, members, governance } = rooms
  return [
    bind(operations.listRooms, async ({ app, query }) => {
      const numbered = query.pagenum !== undefined || query.pagesize !== undefined
      const byNumber = numberedPage(query, PAGE)
      const { limit, start } = numbered
        ? { limit: byNumber.limit, start: { offset: byNumber.offset } }
        : cursorPage(query, PAGE)
      const page = await channels.list(app, limit, start)
      const reply = page.channels.map((room) => ({
        id: room.id,
        name: room.name,
        owner: room.owner,
        affiliations_count: room.memberCount,
        disabled: room.disabled,
      }))
      return { reply, count: reply.length, cursor: numbered ? undefined : page.cursor }
    }),

    bind(operations.joinedRooms, async ({ app, params, query }) => {
      const { name } = await users.get(app, params.username)
      const paged = query.pagenum !== undefined || query.pagesize !== undefined
      const joined = await members.joined(app, name, numberedPage(query, paged ? JOINED : ALL_JOINED))
      const reply = joined.map(({ channel: room }) => ({
        id: room.id,
        name: room.name,
        title: room.name,
        disabled: room.disabled ? ('true' as const) : ('false' as const),
        // The web SDK strips the app from the owner, and fails if there is none (sdk-rest-calls.md R6).
        owner: `${app.key}_${room.owner}`,
        created: room.createdAt,
        description: room.description,
        max_users: room.maxUsers,
      }))
      return { reply, count: reply.length }
    }),

    bind(operations.getRooms, async ({ caller, params, query }) => {
      const ids = nameList(params.room)
      if (ids.length > DETAILS_AT_ONCE) throw new ApiError('request.argument_illegal')
      const found = await channels.details(caller, ids)
      if (found.length === 0) throw new ApiError('channel.not_found', { id: ids[0] ?? '' })
      const roles = await rolesOf(governance.roles, caller, found, query)
      const reply = ids.flatMap((id) => {
        const details = found.find(({ channel }) => channel.id === id)
        if (details === undefined) return []
        const { channel: room } = details
        return {
          id,
          name: room.name,
          description: room.description,
          membersonly: room.membersOnly,
          allowinvites: room.allowInvites,
          maxusers: room.maxUsers,
          owner: room.owner,
          created: room.createdAt,
          custom: room.custom,
          affiliations_count: room.memberCount,
          affiliations: details.members.map((member) =>
            affiliation(member, { withTime: false, withAdmins: false }),
          ),
          public: room.public,
          mute: room.muted,
          disabled: room.disabled,
          ...roles.get(id),
        }
      })
      return { reply, count: reply.length }
    }),

    bind(operations.roomRoles, async ({ caller, params }) => ({
      reply: rolesJson(await governance.roles.admins(caller, params.room)),
    })),

    bind(operations.createRoom, async ({ caller, body }) => {
      const { owner, members: others = [], roomid } = body
      const settings = channelSettings({ ...body, groupname: body.name })
      const request = { ...settings, owner, members: others, id: roomid ?? undefined }
      return { reply: { id: (await channels.create(caller, request)).id } }
    }),

    bind(operations.updateRoom, async ({ caller, params, body }) => {
      requireFields(operations.updateRoom, body)
      if (body.newowner !== undefined) {
        await channels.handOver(caller, params.room, body.newowner)
        return { reply: { newowner: true } }
      }
      const effective = await channels.update(caller, params.room, channelSettings(body))
      return { reply: changeReport(operations.updateRoom, body, effective) }
    }),

    bind(operations.deleteRoom, async ({ caller, params }) => {
      await channels.destroy(caller, params.room)
      return { reply: { success: true, id: params.room } }
    }),
  ]
}
