import { rooms as operations } from '@ringpost/contract'
import type { Rooms } from '../../domain/rooms/rooms.ts'
import { numberedPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'

const SUPER_ADMINS = { fallback: 10, most: 1000 }

/** Users who may create rooms. */
export function superAdminRoutes({ rooms: { superAdmins } }: { rooms: Rooms }): Binding[] {
  return [
    bind(operations.superAdmins, async ({ app, query }) => {
      const reply = await superAdmins.page(app, numberedPage(query, SUPER_ADMINS))
      return { reply, count: reply.length }
    }),

    bind(operations.addSuperAdmin, async ({ caller, body }) => {
      await superAdmins.add(caller, body.superadmin)
      return { reply: { result: 'success' as const, resource: '' } }
    }),

    bind(operations.removeSuperAdmin, async ({ caller, params }) => ({
      // The field names the user who no longer is a super admin (rest-groups-rooms.md C3).
      reply: { newSuperAdmin: await superAdmins.remove(caller, params.username), resource: '' },
    })),
  ]
}
