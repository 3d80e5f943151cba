import type { StoredFile } from '../domain/files/stored-file.ts'

/** The entity of an upload; `file-metadata` is from 2014 and still read by the web SDK (rest-messages-users.md §8 X1). */
export function fileJson(file: StoredFile) {
  return {
    uuid: file.uuid,
    type: 'chatfile' as const,
    created: file.createdAt,
    modified: file.createdAt,
    'file-metadata': {
      'content-type': file.type,
      'content-length': file.size,
      'last-modified': file.createdAt,
    },
    'share-secret': file.secret,
  }
}
