import { ApiError, groups as operations } from '@ringpost/contract'
import type { Channel } from '../../domain/channels/channel.ts'
import type { Groups } from '../../domain/groups/groups.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Users } from '../../domain/users/users.ts'
import { changeReport, channelSettings, requireFields } from '../channel-settings.ts'
import { affiliation } from '../member-list.ts'
import { nameList } from '../name-list.ts'
import { cursorPage, numberedPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'
import { rolesOf } from '../roles-json.ts'

/** A request without paging parameters gets all groups, as in 2014, within reason (rest-groups-rooms.md G1). */
const UNPAGED = { fallback: 10_000, most: 10_000 }
const PAGE = { fallback: 10, most: 1000 }
const PUBLIC = { fallback: 20, most: 1000 }
const JOINED = { fallback: 10, most: 500 }
const ALL_JOINED = { fallback: 500, most: 500 }
const JOINED_DETAILS = { fallback: 5, most: 20 }
const DETAILS_AT_ONCE = 100

export function groupRoutes({ groups, users }: { groups: Groups; users: Users }): Binding[] {
  const { channels, members, governance } = groups
  return [
    bind(operations.listGroups, async ({ app, query }) => {
      const paged = query.limit !== undefined || query.cursor !== undefined
      const { limit, start } = cursorPage(query, paged ? PAGE : UNPAGED)
      const page = await channels.list(app, limit, start)
      const reply = page.channels.map((group) => listed(app, group))
      return { reply, count: reply.length, cursor: page.cursor }
    }),

    bind(operations.listPublicGroups, async ({ app, query }) => {
      const { limit, start } = cursorPage(query, PUBLIC)
      const page = await channels.listPublic(app, limit, start)
      const reply = page.channels.map(({ id, name }) => ({ id, name, groupid: id, groupname: name }))
      return { reply, count: reply.length, cursor: page.cursor }
    }),

    bind(operations.joinedGroups, async ({ app, params, query }) => {
      const { name } = await users.get(app, params.username)
      const paged = query.pagenum !== undefined || query.pagesize !== undefined
      const joined = await members.joined(app, name, numberedPage(query, paged ? JOINED : ALL_JOINED))
      const reply = joined.map(({ channel, role }) => ({
        groupid: channel.id,
        groupname: channel.name,
        id: channel.id,
        name: channel.name,
        disabled: channel.disabled,
        permission: role,
      }))
      return { reply, count: reply.length }
    }),

    bind(operations.joinedGroupDetails, async ({ app, params, query }) => {
      const { name } = await users.get(app, params.username)
      const joined = await members.joined(app, name, numberedPage(query, JOINED_DETAILS, 0))
      return {
        reply: joined.map(({ channel, role }) => ({
          groupId: channel.id,
          id: channel.id,
          permission: role,
          ...described(channel),
        })),
        total: await members.countJoined(app, name),
      }
    }),

    bind(operations.joinedGroupCount, async ({ app, params }) => {
      const { name } = await users.get(app, params.username)
      return { reply: await members.countJoined(app, name) }
    }),

    bind(operations.isGroupMember, async ({ app, params }) => ({
      reply: await members.has(app, params.group, params.username),
    })),

    bind(operations.getGroups, async ({ caller, params, query }) => {
      const ids = nameList(params.group)
      if (ids.length > DETAILS_AT_ONCE) throw new ApiError('request.argument_illegal')
      const found = await channels.details(caller, ids)
      if (found.length === 0) throw new ApiError('channel.unknown', { id: ids[0] ?? '' })
      const withTime = query.joined_time === 'true'
      const roles = await rolesOf(governance.roles, caller, found, query)
      const reply = ids.map((id) => {
        const details = found.find(({ channel }) => channel.id === id)
        if (details === undefined) return { id, error: "group id doesn't exist" }
        const { channel } = details
        return {
          id,
          ...described(channel),
          custom: channel.custom,
          mute: channel.muted,
          shieldgroup: details.standing.shielded,
          ...(details.standing.role !== null && { permission: details.standing.role }),
          affiliations: details.members.map((member) => affiliation(member, { withTime, withAdmins: false })),
          ...roles.get(id),
        }
      })
      return { reply, count: found.length }
    }),

    bind(operations.createGroup, async ({ caller, body, query }) => {
      const { owner, members: others = [], groupid } = body
      const request = { ...channelSettings(body), owner, members: others, id: groupid ?? undefined }
      const { id } = await channels.create(caller, request)
      return { reply: query.version === 'v3' ? { groupid: id, id } : { groupid: id } }
    }),

    bind(operations.updateGroup, async ({ caller, params, body }) => {
      requireFields(operations.updateGroup, body)
      if (body.newowner !== undefined) {
        await channels.handOver(caller, params.group, body.newowner)
        return { reply: { newowner: true } }
      }
      const effective = await channels.update(caller, params.group, channelSettings(body))
      return { reply: changeReport(operations.updateGroup, body, effective) }
    }),

    bind(operations.disableGroup, async ({ caller, params }) => {
      await channels.disable(caller, params.group)
      return { reply: { disabled: true } }
    }),

    bind(operations.enableGroup, async ({ caller, params }) => {
      await channels.enable(caller, params.group)
      return { reply: { disabled: false } }
    }),

    bind(operations.deleteGroup, async ({ caller, params }) => {
      await channels.destroy(caller, params.group)
      return { reply: { success: true, groupid: params.group, id: params.group } }
    }),
  ]
}

/** A group in the list of all groups. Only there is the owner prefixed with the app (rest-groups-rooms.md G1, §12 row 3). */
function listed(app: App, group: Channel) {
  const modified = String(group.modifiedAt)
  return {
    groupid: group.id,
    groupname: group.name,
    owner: `${app.key}_${group.owner}`,
    affiliations: group.memberCount,
    type: 'group' as const,
    lastModified: modified,
    last_modified: modified,
  }
}

function described(group: Channel) {
  return {
    name: group.name,
    avatar: group.avatar,
    description: group.description,
    owner: group.owner,
    disabled: group.disabled,
    public: group.public,
    allowinvites: group.allowInvites,
    membersonly: group.membersOnly,
    maxusers: group.maxUsers,
    created: group.createdAt,
    affiliations_count: group.memberCount,
  }
}
