import { roomRoles as operations, rooms } from '@ringpost/contract'
import type { Rooms } from '../../domain/rooms/rooms.ts'
import { numberedPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'

const SUPER_ADMINS = { fallback: 10, most: 1000 }

/** Administrators, the announcement, and who may create rooms. */
export function roomRoleRoutes({ rooms: { governance, superAdmins } }: { rooms: Rooms }): Binding[] {
  const { roles, announcements } = governance
  return [
    bind(operations.roomAdmins, async ({ app, actor, params }) => {
      const reply = await roles.admins(app, actor, params.room)
      return { reply, count: reply.length }
    }),

    bind(operations.addRoomAdmin, async ({ app, actor, params, body }) => {
      const newadmin = await roles.appoint(app, actor, params.room, body.newadmin)
      return { reply: { result: 'success' as const, newadmin } }
    }),

    bind(operations.removeRoomAdmin, async ({ app, actor, params }) => {
      const oldadmin = await roles.dismiss(app, actor, params.room, params.username)
      return { reply: { result: 'success' as const, oldadmin } }
    }),

    bind(rooms.roomAnnouncement, async ({ app, actor, params }) => ({
      reply: { announcement: await announcements.get(app, actor, params.room) },
    })),

    bind(rooms.setRoomAnnouncement, async ({ app, actor, params, body }) => {
      await announcements.set(app, actor, params.room, body.announcement)
      return { reply: { id: params.room, result: true } }
    }),

    bind(rooms.superAdmins, async ({ app, query }) => {
      const reply = await superAdmins.page(app, numberedPage(query, SUPER_ADMINS))
      return { reply, count: reply.length }
    }),

    bind(rooms.addSuperAdmin, async ({ app, body }) => {
      await superAdmins.add(app, body.superadmin)
      return { reply: { result: 'success' as const, resource: '' } }
    }),

    bind(rooms.removeSuperAdmin, async ({ app, params }) => ({
      // The field names whom it is no longer (rest-groups-rooms.md C3).
      reply: { newSuperAdmin: await superAdmins.remove(app, params.username), resource: '' },
    })),
  ]
}
