import type { StoredFile } from '../domain/files/stored-file.ts'

/** The entity of an upload. `file-metadata` dates from 2014; the web SDK still reads it (rest-messages-users.md §8 X1). */
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
