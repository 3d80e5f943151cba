import { groupFiles, rooms as roomOperations } from '@ringpost/contract'
import type { ManagedKind } from '../../domain/channels/channel.ts'
import type { SharedFile, SharedFiles } from '../../domain/channels/shared-files.ts'
import type { Files } from '../../domain/files/files.ts'
import { fileReply } from '../file-reply.ts'
import { numberedPage } from '../page-request.ts'
import { receiveFile } from '../receive-file.ts'
import { type Binding, bind, type RequestContext } from '../request-context.ts'

const PAGE = { fallback: 1000, most: 1000 }
const MEMBERS_ONLY = { isBare: false, isRedirectable: false }

interface Parts {
  files: Files
  sharedFiles: Record<ManagedKind, SharedFiles>
}

export function sharedFileRoutes({ files, sharedFiles: { group, room } }: Parts): Binding[] {
  return [
    bind(groupFiles.groupFiles, async (context) => {
      const shared = await group.list(context.app, context.actor, ...paged(context, context.params.group))
      return { reply: shared.map(listed) }
    }),
    bind(roomOperations.roomFiles, async (context) => {
      const shared = await room.list(context.app, context.actor, ...paged(context, context.params.room))
      return { reply: shared.map(listed) }
    }),
    bind(groupFiles.uploadGroupFile, async (context) => {
      const id = context.params.group
      const shared = await upload(files, group, context, id)
      return { reply: { group_id: id, ...uploaded(context, `chatgroups/${id}`, shared) } }
    }),
    bind(roomOperations.uploadRoomFile, async (context) => {
      const id = context.params.room
      const shared = await upload(files, room, context, id)
      return { reply: { id, ...uploaded(context, `chatrooms/${id}`, shared) } }
    }),
    bind(groupFiles.downloadGroupFile, async ({ app, actor, params, stream }) => {
      const opened = await group.open(app, actor, params.group, params.file)
      return { stream: await fileReply(files, opened, stream, MEMBERS_ONLY) }
    }),
    bind(roomOperations.downloadRoomFile, async ({ app, actor, params, stream }) => {
      const opened = await room.open(app, actor, params.room, params.file)
      return { stream: await fileReply(files, opened, stream, MEMBERS_ONLY) }
    }),
    bind(groupFiles.deleteGroupFile, async ({ app, actor, params }) => {
      const { group: id, file } = params
      await group.withdraw(app, actor, id, file)
      return { reply: { group_id: id, file_id: file, result: true as const } }
    }),
    bind(roomOperations.deleteRoomFile, async ({ app, actor, params }) => {
      const { room: id, file } = params
      await room.withdraw(app, actor, id, file)
      return { reply: { id, file_id: file, result: true as const } }
    }),
  ]
}

function paged({ query }: { query: Readonly<Record<string, string>> }, id: string) {
  return [id, numberedPage(query, PAGE)] as const
}

type Upload = RequestContext<typeof groupFiles.uploadGroupFile | typeof roomOperations.uploadRoomFile>

async function upload(files: Files, shared: SharedFiles, { app, actor, stream }: Upload, id: string) {
  await shared.requireSharing(app, actor, id)
  const { draft } = await receiveFile(files, app, stream)
  return shared.share(app, actor, id, draft)
}

function listed({ file, owner }: SharedFile) {
  return {
    file_id: file.uuid,
    file_name: file.name ?? '',
    file_owner: owner,
    file_size: file.size,
    created: file.createdAt,
  }
}

function uploaded({ app, origin }: Upload, path: string, shared: SharedFile) {
  const { file_owner: _, ...facts } = listed(shared)
  return { file_url: `${origin}/${app.org}/${app.name}/${path}/share_files/${facts.file_id}`, ...facts }
}
