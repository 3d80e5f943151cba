import { files as operations } from '@ringpost/contract'
import type { Files } from '../../domain/files/files.ts'
import type { PartUploads } from '../../domain/files/part-uploads.ts'
import { fileJson } from '../file-json.ts'
import { receiveFile } from '../receive-file.ts'
import { type Binding, bind } from '../request-context.ts'
import { uploadWishes } from '../upload-wishes.ts'

/** Uploads in parts, which the web SDK tries first for large files. */
export function partUploadRoutes({
  files,
  partUploads,
}: {
  files: Files
  partUploads: PartUploads
}): Binding[] {
  return [
    bind(operations.beginPartUpload, async ({ caller }) => {
      const { uuid, fileBytes, partBytes } = await partUploads.begin(caller)
      return { reply: [{ uuid, file_upper_limit: fileBytes, part_lower_limit: partBytes }] }
    }),

    bind(operations.uploadPart, async ({ app, caller, params, stream }) => {
      const uuid = params.upload
      await partUploads.requireOpen(caller, uuid)
      const { draft, fields } = await receiveFile(files, app, stream, 'part_file')
      const number = Number(fields.get('part_number'))
      await partUploads.add(caller, uuid, number, draft)
      return { reply: { uuid, part_number: number } }
    }),

    bind(operations.completePartUpload, async ({ caller, params, query }) => {
      const wishes = uploadWishes({}, new Map(Object.entries(query)))
      return { reply: [fileJson(await partUploads.complete(caller, params.upload, wishes))] }
    }),

    bind(operations.abortPartUpload, async ({ caller, params }) => {
      await partUploads.abort(caller, params.upload)
      return { reply: { result: true as const } }
    }),
  ]
}
