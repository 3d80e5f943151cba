import { type Selectable, sql } from 'kysely'
import type {
  ModerationExport,
  ModerationRecordStore,
  RecordRange,
} from '../domain/moderation/moderation-record-store.ts'
import type { Connection } from './engine.ts'
import type { ModerationExportTable } from './schema.ts'
import { userTurn } from './user-turn.ts'

export function moderationRecordStore({
  reads,
  bulkReads,
  writes,
  together,
  flavour,
}: Connection): ModerationRecordStore {
  const within = (app: number, { first, last, target, type, result }: RecordRange) =>
    bulkReads
      .selectFrom('moderation_record')
      .where('app', '=', app)
      .where('id', '>=', first)
      .where('id', '<=', last)
      .$if(target !== undefined, (query) => query.where('target', '=', target!))
      .$if(type !== undefined, (query) => query.where('type', '=', type!))
      .$if(result !== undefined, (query) => query.where('result', '=', result!))

  return {
    async add(app, records) {
      const turn = userTurn(
        flavour,
        app,
        records.map(({ sender }) => sender),
      )?.compile(writes)
      await together([
        ...(turn === undefined ? [] : [turn]),
        writes
          .insertInto('moderation_record')
          .values(records.map((record) => ({ app, ...record, bytes: Buffer.byteLength(record.line) + 1 })))
          .compile(),
        // Their senders may have been deleted while the records waited.
        writes
          .deleteFrom('moderation_record')
          .where('app', '=', app)
          .where(
            'id',
            'in',
            records.map(({ id }) => id),
          )
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('user')
                  .select('user.name')
                  .where('user.app', '=', app)
                  .whereRef('user.name', '=', 'moderation_record.sender'),
              ),
            ),
          )
          .compile(),
      ])
    },

    async lines(app, range, limit) {
      return within(app, range).select(['id', 'line']).orderBy('id').limit(limit).execute()
    },

    async size(app, range) {
      const { size } = await within(app, range)
        .select(sql<number>`coalesce(cast(sum(bytes) as bigint), 0)`.as('size'))
        .executeTakeFirstOrThrow()
      return size
    },

    async prune(app, before, keep, limit) {
      // A bound keeps planners on the key.
      const beyond = await reads
        .selectFrom('moderation_record')
        .select('id')
        .where('app', '=', app)
        .where('id', '>', 0)
        .orderBy('id', 'desc')
        .limit(1)
        .offset(keep)
        .executeTakeFirst()
      const until = Math.max(before - 1, beyond?.id ?? 0)
      const old = writes
        .selectFrom('moderation_record')
        .select('id')
        .where('app', '=', app)
        .where('id', '<=', until)
        .orderBy('id')
        .limit(limit)
      const removed = await writes
        .deleteFrom('moderation_record')
        .where('app', '=', app)
        .where('id', 'in', old)
        .returning('id')
        .execute()
      return removed.length
    },

    async addExport(app, { range, ...made }, from, keep) {
      const kept = writes
        .selectFrom('moderation_export')
        .select('id')
        .where('app', '=', app)
        .where('id', '>=', from)
        .orderBy('id', 'desc')
        .limit(keep)
      await together([
        writes
          .insertInto('moderation_export')
          .values({ app, ...made, range: JSON.stringify(range) })
          .compile(),
        writes
          .deleteFrom('moderation_export')
          .where('app', '=', app)
          .where('id', '>', 0)
          .where('id', 'not in', kept)
          .compile(),
      ])
    },

    async exports(app, from) {
      const rows = await reads
        .selectFrom('moderation_export')
        .selectAll()
        .where('app', '=', app)
        .where('id', '>=', from)
        .orderBy('id', 'desc')
        .execute()
      return rows.map(toExport)
    },

    async pruneExports(app, before) {
      await writes.deleteFrom('moderation_export').where('app', '=', app).where('id', '<', before).execute()
    },
  }
}

function toExport({ id, uuid, condition, range, size }: Selectable<ModerationExportTable>): ModerationExport {
  return { id, uuid, condition, size, range: JSON.parse(range) as RecordRange }
}
