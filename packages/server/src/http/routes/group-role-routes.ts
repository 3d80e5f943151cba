import { groups, groupRoles as operations } from '@ringpost/contract'
import type { Groups } from '../../domain/groups/groups.ts'
import { type Binding, bind } from '../request-context.ts'

/** Administrators, the announcement, and what the app alone does to a group. */
export function groupRoleRoutes({ groups: { channels, governance } }: { groups: Groups }): Binding[] {
  const { roles, announcements } = governance
  return [
    bind(operations.groupAdmins, async ({ app, actor, params }) => {
      const reply = await roles.admins(app, actor, params.group)
      return { reply, count: reply.length }
    }),

    bind(operations.addGroupAdmin, async ({ app, actor, params, body }) => {
      const newadmin = await roles.appoint(app, actor, params.group, body.newadmin)
      return { reply: { result: 'success' as const, newadmin } }
    }),

    bind(operations.removeGroupAdmin, async ({ app, actor, params }) => {
      const oldadmin = await roles.dismiss(app, actor, params.group, params.username)
      return { reply: { result: 'success' as const, oldadmin } }
    }),

    bind(operations.groupAnnouncement, async ({ app, actor, params }) => ({
      reply: { announcement: await announcements.get(app, actor, params.group) },
    })),

    bind(operations.setGroupAnnouncement, async ({ app, actor, params, body }) => {
      await announcements.set(app, actor, params.group, body.announcement)
      return { reply: { id: params.group, result: true } }
    }),

    bind(groups.disableGroup, async ({ app, actor, params }) => {
      await channels.disable(app, actor, params.group)
      return { reply: { disabled: true } }
    }),

    bind(groups.enableGroup, async ({ app, actor, params }) => {
      await channels.enable(app, actor, params.group)
      return { reply: { disabled: false } }
    }),
  ]
}
