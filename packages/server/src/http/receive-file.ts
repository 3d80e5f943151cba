import { ApiError } from '@ringpost/contract'
import type { FileDraft, Files } from '../domain/files/files.ts'
import type { App } from '../domain/tenancy/app.ts'
import type { RequestStream } from './request-context.ts'
import { FORM_BYTES, readUploadForm } from './upload-form.ts'

export interface ReceivedFile {
  /** The caller keeps or discards it. */
  draft: FileDraft
  fields: ReadonlyMap<string, string>
}

/**
 * Receives the file of a form.
 * @param field name of the file's part.
 * @throws ApiError `file.too_large`, `file.missing`, `request.argument_illegal`.
 */
export async function receiveFile(
  files: Files,
  app: App,
  stream: RequestStream,
  field = 'file',
): Promise<ReceivedFile> {
  const { headers } = stream
  const limit = app.settings.fileBytes + FORM_BYTES
  if (Number(headers['content-length'] ?? 0) > limit) throw new ApiError('file.too_large')
  const take = (part: Parameters<Files['receive']>[1]) => files.receive(app, part)
  const form = await readUploadForm(stream.body(), headers['content-type'], { limit, field }, take)
  const draft = form.file
  // If the user chose no file, the form has a part without name and bytes.
  if (draft === undefined || (draft.name === null && draft.staged.size === 0)) {
    await draft?.discard()
    throw new ApiError('file.missing')
  }
  return { draft, fields: form.fields }
}
