import { sql } from 'kysely'
import type { PartStore, UploadRef } from '../domain/files/part-store.ts'
import type { Connection } from './engine.ts'

export function partStore({ reads, writes, together }: Connection): PartStore {
  const of = ({ app, uuid }: UploadRef) =>
    writes.updateTable('part_upload').where('app', '=', app).where('uuid', '=', uuid)
  const partsOf = ({ app, uuid }: UploadRef) =>
    reads.selectFrom('upload_part').where('app', '=', app).where('upload', '=', uuid)

  return {
    async begin(upload, dueAt) {
      await writes
        .insertInto('part_upload')
        .values({ ...upload, open: 1, due_at: dueAt })
        .execute()
    },

    get: (app, uuid) =>
      reads
        .selectFrom('part_upload')
        .select(['app', 'uuid', 'uploader'])
        .where('app', '=', app)
        .where('uuid', '=', uuid)
        .where('open', '=', 1)
        .executeTakeFirst(),

    async announce(upload, part, dueAt) {
      const row = { app: upload.app, upload: upload.uuid, ...part, counts: 0 }
      await together([
        writes.insertInto('upload_part').values(row).compile(),
        of(upload).set({ due_at: dueAt }).where('open', '=', 1).compile(),
      ])
    },

    async publish(upload, { uuid, number }) {
      const row = writes
        .updateTable('upload_part')
        .where('app', '=', upload.app)
        .where('upload', '=', upload.uuid)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('part_upload')
              .select(sql.lit(1).as('one'))
              .where('app', '=', upload.app)
              .where('uuid', '=', upload.uuid)
              .where('open', '=', 1),
          ),
        )
      const rows = await together<{ uuid: string }>([
        row
          .set({ counts: 0 })
          .where('number', '=', number)
          .where('counts', '=', 1)
          .where('uuid', '!=', uuid)
          .returning('uuid')
          .compile(),
        row.set({ counts: 1 }).where('uuid', '=', uuid).returning('uuid').compile(),
      ])
      if (!rows.some((each) => each.uuid === uuid)) return undefined
      return rows.map((each) => each.uuid).filter((each) => each !== uuid)
    },

    parts: (upload) =>
      partsOf(upload).select(['uuid', 'number', 'size']).where('counts', '=', 1).orderBy('number').execute(),

    async blobs(upload) {
      return (await partsOf(upload).select('uuid').execute()).map(({ uuid }) => uuid)
    },

    async close(upload, dueAt) {
      const row = await of(upload)
        .set({ open: 0, due_at: dueAt })
        .where('open', '=', 1)
        .returning('uuid')
        .executeTakeFirst()
      return row !== undefined
    },

    async reopen(upload, dueAt) {
      await of(upload).set({ open: 1, due_at: dueAt }).execute()
    },

    due: (now, limit) =>
      reads
        .selectFrom('part_upload')
        .select(['app', 'uuid'])
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(limit)
        .execute(),

    async forget({ app, uuid }) {
      await together([
        writes.deleteFrom('upload_part').where('app', '=', app).where('upload', '=', uuid).compile(),
        writes.deleteFrom('part_upload').where('app', '=', app).where('uuid', '=', uuid).compile(),
      ])
    },
  }
}
