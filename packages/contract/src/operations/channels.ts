import { channelFiles } from './channel-files.ts'
import { group, room } from './channel-kind.ts'
import { channelLists } from './channel-lists.ts'
import { channelRoles } from './channel-roles.ts'

/** Operations shared by groups and rooms: administrators, announcement, lists that control speaking and entry, and files. */
export const channels = {
  group: { ...channelRoles(group), ...channelLists(group), ...channelFiles(group) },
  room: { ...channelRoles(room), ...channelLists(room), ...channelFiles(room) },
}
