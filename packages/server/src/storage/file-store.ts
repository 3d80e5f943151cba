import { sql } from 'kysely'
import type { DueFile, FileRef, FileStore } from '../domain/files/file-store.ts'
import type { Connection } from './engine.ts'
import { filePublished, toFile, toFileRow } from './file-row.ts'

const states = ['announced', 'published', 'removed'] as const satisfies readonly DueFile['state'][]
const [ANNOUNCED, PUBLISHED, REMOVED] = [0, filePublished, 2]

export function fileStore(connection: Connection): FileStore {
  const { reads, writes } = connection
  return {
    async announce(file, dueAt) {
      await writes
        .insertInto('file')
        .values({ ...toFileRow(file), state: ANNOUNCED, due_at: dueAt })
        .execute()
    },

    async publish({ app, uuid }, expiresAt) {
      const publication = writes
        .updateTable('file')
        .set({ state: PUBLISHED, expires_at: expiresAt, due_at: expiresAt })
        .where('app', '=', app)
        .where('uuid', '=', uuid)
        .where('state', '=', ANNOUNCED)
        .compile()
      await connection.together([publication])
    },

    async get(app, uuid) {
      const row = await reads
        .selectFrom('file')
        .selectAll()
        .where('app', '=', app)
        .where('uuid', '=', uuid)
        .where('state', '!=', ANNOUNCED)
        .executeTakeFirst()
      return row && toFile(row)
    },

    async list(app, uuids) {
      if (uuids.length === 0) return []
      const rows = await reads
        .selectFrom('file')
        .selectAll()
        .where('app', '=', app)
        .where('uuid', 'in', uuids)
        .where('state', '=', PUBLISHED)
        .execute()
      return rows.map(toFile)
    },

    async saveFrame({ app, uuid }, frame) {
      await writes
        .updateTable('file')
        .set({ frame_type: frame.type, frame_size: frame.size })
        .where('app', '=', app)
        .where('uuid', '=', uuid)
        .execute()
    },

    async reschedule(app, changes, now) {
      if (changes.length === 0) return new Set()
      const updates = changes.map(({ uuid, expiresAt }) =>
        writes
          .updateTable('file')
          .set({ expires_at: expiresAt, due_at: expiresAt })
          .where('app', '=', app)
          .where('uuid', '=', uuid)
          .where('state', '=', PUBLISHED)
          .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
          .returning('uuid')
          .compile(),
      )
      return new Set((await connection.together<{ uuid: string }>(updates)).map((row) => row.uuid))
    },

    async due(now, limit) {
      const rows = await reads
        .selectFrom('file')
        .select(['app', 'uuid', 'state'])
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(limit)
        .execute()
      return rows.map(({ app, uuid, state }) => ({ app, uuid, state: states[state]! }))
    },

    announced: () =>
      // A literal, or the index over these few rows is not used.
      reads.selectFrom('file').select(['app', 'uuid']).where('state', '=', sql.lit(ANNOUNCED)).execute(),

    async markRemoved(files, forgetAt) {
      if (files.length === 0) return
      await connection.together(
        files.map(({ app, uuid }) =>
          writes
            .updateTable('file')
            .set({ state: REMOVED, due_at: forgetAt })
            .where('app', '=', app)
            .where('uuid', '=', uuid)
            .compile(),
        ),
      )
    },

    async forget(files) {
      if (files.length > 0) await connection.together(files.flatMap(deletion))
    },
  }

  function deletion({ app, uuid }: FileRef) {
    return [
      writes.deleteFrom('file').where('app', '=', app).where('uuid', '=', uuid).compile(),
      writes.deleteFrom('shared_file').where('app', '=', app).where('uuid', '=', uuid).compile(),
    ]
  }
}
