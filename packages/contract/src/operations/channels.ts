import { channelFiles } from './channel-files.ts'
import { group, room } from './channel-kind.ts'
import { channelLists } from './channel-lists.ts'
import { channelRoles } from './channel-roles.ts'

/** What groups and rooms share: administrators, the announcement, who may speak, who may not come in, and files. */
export const channels = {
  group: { ...channelRoles(group), ...channelLists(group), ...channelFiles(group) },
  room: { ...channelRoles(room), ...channelLists(room), ...channelFiles(room) },
}
