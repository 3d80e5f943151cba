import { operation } from '../operation.ts'

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
  replyIn: 'bare',
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
  rate,
})
