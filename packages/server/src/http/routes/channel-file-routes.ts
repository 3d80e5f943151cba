import { channels as operations } from '@ringpost/contract'
import type { ManagedKind } from '../../domain/channels/channel.ts'
import type { SharedFile, SharedFiles } from '../../domain/channels/shared-files.ts'
import type { Files } from '../../domain/files/files.ts'
import { channelIdIn } from '../channel-id.ts'
import { fileReply } from '../file-reply.ts'
import { numberedPage } from '../page-request.ts'
import { receiveFile } from '../receive-file.ts'
import { type Binding, bind } from '../request-context.ts'

const PAGE = { fallback: 1000, most: 1000 }
const places = { group: 'chatgroups', room: 'chatrooms' } as const
const MEMBERS_ONLY = { isBare: false, isRedirectable: false }

/** Files shared by the members of groups or rooms. */
export function channelFileRoutes(kind: ManagedKind, files: Files, shared: SharedFiles): Binding[] {
  const declared = operations[kind]
  const idIn = channelIdIn(kind)
  return [
    bind(declared.files, async ({ caller, params, query }) => {
      const page = numberedPage(query, PAGE)
      return { reply: (await shared.list(caller, idIn(params), page)).map(listed) }
    }),

    bind(declared.uploadFile, async ({ app, caller, params, stream, origin }) => {
      const id = idIn(params)
      await shared.requireSharing(caller, id)
      const { draft } = await receiveFile(files, app, stream)
      const { file_owner: _, ...facts } = listed(await shared.share(caller, id, draft))
      const folder = `${origin}/${app.org}/${app.name}/${places[kind]}/${id}/share_files`
      return { reply: { ...idField(kind, id), file_url: `${folder}/${facts.file_id}`, ...facts } }
    }),

    bind(declared.downloadFile, async ({ caller, params, stream, now }) => {
      const opened = await shared.open(caller, idIn(params), params.file)
      return { stream: await fileReply(files, opened, stream, { ...MEMBERS_ONLY, now }) }
    }),

    bind(declared.deleteFile, async ({ caller, params }) => {
      const id = idIn(params)
      await shared.withdraw(caller, id, params.file)
      return { reply: { ...idField(kind, id), file_id: params.file, result: true as const } }
    }),
  ]
}

/** The field by which replies about a shared file name the group or room. */
function idField(kind: ManagedKind, id: string) {
  return kind === 'group' ? { group_id: id } : { id }
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
