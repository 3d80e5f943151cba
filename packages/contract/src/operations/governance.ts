import { group, room } from './channel-kind.ts'
import { channelLists } from './channel-lists.ts'
import { channelRoles } from './channel-roles.ts'

/** Who has a say in groups and in rooms: administrators, the announcement, who may speak and who may not come in. */
export const governance = {
  group: { ...channelRoles(group), ...channelLists(group) },
  room: { ...channelRoles(room), ...channelLists(room) },
}
