import { channels as operations } from '@ringpost/contract'
import type { ManagedKind } from '../../domain/channels/channel.ts'
import type { Governance } from '../../domain/channels/governance.ts'
import { channelIdIn } from '../channel-id.ts'
import { type Binding, bind } from '../request-context.ts'

/** Administrators and the announcement of groups, or of rooms. */
export function channelRoleRoutes(kind: ManagedKind, { roles, announcements }: Governance): Binding[] {
  const declared = operations[kind]
  const idIn = channelIdIn(kind)
  return [
    bind(declared.admins, async ({ caller, params }) => {
      const reply = await roles.admins(caller, idIn(params))
      return { reply, count: reply.length }
    }),

    bind(declared.addAdmin, async ({ caller, params, body }) => {
      const newadmin = await roles.appoint(caller, idIn(params), body.newadmin)
      return { reply: { result: 'success' as const, newadmin } }
    }),

    bind(declared.removeAdmin, async ({ caller, params }) => {
      const oldadmin = await roles.dismiss(caller, idIn(params), params.username)
      return { reply: { result: 'success' as const, oldadmin } }
    }),

    bind(declared.announcement, async ({ caller, params }) => ({
      reply: { announcement: await announcements.get(caller, idIn(params)) },
    })),

    bind(declared.setAnnouncement, async ({ caller, params, body }) => {
      const id = idIn(params)
      await announcements.set(caller, id, body.announcement)
      return { reply: { id, result: true } }
    }),
  ]
}
