import { Type } from 'typebox'
import { operation } from '../operation.ts'
import { SharedFile, UploadedFile } from './channel-schemas.ts'

const rate = { calls: 100, seconds: 1 }

export const groupFiles = operation({
  id: 'groups.files',
  method: 'GET',
  path: '/chatgroups/:group/share_files',
  auth: 'user',
  generation: 'G2',
  summary: 'Shared files of a group, page by page',
  source: 'rest-groups-rooms.md G13; sdk-rest-calls.md G41',
  envelope: { params: 'echo' },
  query: Type.Object({ pagenum: Type.Optional(Type.String()), pagesize: Type.Optional(Type.String()) }),
  reply: Type.Array(SharedFile),
  errors: ['channel.unknown', 'forbidden'],
  rate,
})

export const uploadGroupFile = operation({
  id: 'groups.uploadFile',
  method: 'POST',
  path: '/chatgroups/:group/share_files',
  auth: 'user',
  generation: 'G2',
  summary: 'Share a file with a group (multipart, 10 MB)',
  source: 'rest-groups-rooms.md G14; sdk-rest-calls.md G40',
  streams: 'in',
  reply: Type.Object({ group_id: Type.String(), file_url: Type.String(), ...UploadedFile.properties }),
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
})

export const downloadGroupFile = operation({
  id: 'groups.downloadFile',
  method: 'GET',
  path: '/chatgroups/:group/share_files/:file',
  auth: 'user',
  generation: 'G2',
  summary: 'Bytes of a shared file',
  source: 'rest-groups-rooms.md G15, §12 row 7; sdk-rest-calls.md G42',
  streams: 'out',
  errors: ['channel.unknown', 'file.unknown', 'forbidden'],
  rate,
})

export const deleteGroupFile = operation({
  id: 'groups.deleteFile',
  method: 'DELETE',
  path: '/chatgroups/:group/share_files/:file',
  auth: 'user',
  generation: 'G2',
  summary: 'Delete a shared file',
  source: 'rest-groups-rooms.md G16; sdk-rest-calls.md G43',
  reply: Type.Object({ group_id: Type.String(), file_id: Type.String(), result: Type.Literal(true) }),
  errors: ['channel.unknown', 'channel.disabled', 'file.unknown', 'forbidden'],
  rate,
})
