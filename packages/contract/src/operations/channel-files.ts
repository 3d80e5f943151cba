import { Type } from 'typebox'
import { operation } from '../operation.ts'
import type { ChannelKind } from './channel-kind.ts'
import { SharedFile, UploadedFile } from './channel-schemas.ts'

const rate = { calls: 100, seconds: 1 }

/** Files shared by the members of groups or rooms. */
export function channelFiles<const Kind extends ChannelKind>(kind: Kind) {
  const { area, place, name, fileIdFields, fileGeneration, fileListEnvelope, sources } = kind
  return {
    files: operation({
      id: `${area}.files`,
      method: 'GET',
      path: `/${place}/:${name}/share_files`,
      auth: 'user',
      generation: fileGeneration,
      summary: `Shared files of a ${name}, page by page`,
      source: sources.files,
      envelope: fileListEnvelope,
      query: Type.Object({ pagenum: Type.Optional(Type.String()), pagesize: Type.Optional(Type.String()) }),
      reply: Type.Array(SharedFile),
      errors: ['channel.unknown', 'forbidden'],
      rate,
    }),

    uploadFile: operation({
      id: `${area}.uploadFile`,
      method: 'POST',
      path: `/${place}/:${name}/share_files`,
      auth: 'user',
      generation: fileGeneration,
      summary: `Share a file with a ${name} (multipart, 10 MB)`,
      source: sources.uploadFile,
      streams: 'in',
      form: Type.Object({ file: Type.String({ format: 'binary' }) }),
      reply: Type.Object({ ...fileIdFields, file_url: Type.String(), ...UploadedFile.properties }),
      errors: [
        'channel.unknown',
        'channel.disabled',
        'channel.files_full',
        'file.missing',
        'file.too_large',
        'request.argument_illegal',
        'forbidden',
      ],
      rate,
    }),

    downloadFile: operation({
      id: `${area}.downloadFile`,
      method: 'GET',
      path: `/${place}/:${name}/share_files/:file`,
      auth: 'user',
      generation: fileGeneration,
      summary: 'Bytes of a shared file',
      source: sources.downloadFile,
      streams: 'out',
      errors: ['channel.unknown', 'file.unknown', 'forbidden'],
      rate,
    }),

    deleteFile: operation({
      id: `${area}.deleteFile`,
      method: 'DELETE',
      path: `/${place}/:${name}/share_files/:file`,
      auth: 'user',
      generation: fileGeneration,
      summary: 'Delete a shared file',
      source: sources.deleteFile,
      reply: Type.Object({ ...fileIdFields, file_id: Type.String(), result: Type.Literal(true) }),
      errors: ['channel.unknown', 'channel.disabled', 'file.unknown', 'forbidden'],
      rate,
    }),
  }
}
