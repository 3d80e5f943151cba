import type { Selectable } from 'kysely'
import type { StoredFile } from '../domain/files/stored-file.ts'
import type { FileTable } from './schema.ts'

/** `file.state` of a file that can be read. */
export const filePublished = 1

/** The columns that describe a file; its state is up to the store. */
export function toFileRow(file: StoredFile): Omit<Selectable<FileTable>, 'state' | 'due_at'> {
  return {
    app: file.app,
    uuid: file.uuid,
    secret: file.secret,
    restricted: file.restricted ? 1 : 0,
    uploader: file.uploader,
    name: file.name,
    type: file.type,
    size: file.size,
    thumbnail_type: file.thumbnail?.type ?? null,
    thumbnail_size: file.thumbnail?.size ?? null,
    frame_type: file.frame?.type ?? null,
    frame_size: file.frame?.size ?? null,
    box_width: file.box?.width ?? null,
    box_height: file.box?.height ?? null,
    created_at: file.createdAt,
    expires_at: file.expiresAt,
  }
}

export function toFile(row: Selectable<FileTable>): StoredFile {
  const { box_width: width, box_height: height } = row
  return {
    app: row.app,
    uuid: row.uuid,
    secret: row.secret,
    restricted: row.restricted === 1,
    uploader: row.uploader,
    name: row.name,
    type: row.type,
    size: row.size,
    thumbnail: toPicture(row.thumbnail_type, row.thumbnail_size),
    frame: toPicture(row.frame_type, row.frame_size),
    box:
      width === null && height === null
        ? null
        : { ...(width !== null && { width }), ...(height !== null && { height }) },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}

function toPicture(type: string | null, size: number | null) {
  return type === null || size === null ? null : { type, size }
}
