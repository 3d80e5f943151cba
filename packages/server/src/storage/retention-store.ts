import { type RawBuilder, sql } from 'kysely'
import type { LogKind } from '../domain/log/log-key.ts'
import { kindOf } from '../domain/log/log-key.ts'
import type {
  Expired,
  Pass,
  Plan,
  Reach,
  RetentionStore,
  Tally,
} from '../domain/retention/retention-store.ts'
import type { Connection } from './engine.ts'
import { reactionRemoval } from './reaction-removal.ts'

/** Entries looked through at a time: a few ms, during which other readers wait. */
const EXAMINED = 2000
/** Bytes of a row beside its payload, attributes and origin, with its entries in the indexes. */
const ROW_BYTES = 160

/** First letters of the keys of logs. */
const letters: Readonly<Record<LogKind, string>> = { pair: 'p', group: 'g', room: 'r', inbox: 'u' }

export function retentionStore(connection: Connection): RetentionStore {
  const { bulkReads: reads, writes, flavour } = connection

  /** What goes of the entries of a range, looked through from its start, as rows of `examined`, `log`. */
  function going({ rules, compactBefore, livingSince }: Plan, { from, before }: Pass): RawBuilder<unknown> {
    const given = flavour.rows<{ app: number; kind: string; cut: number }>(
      JSON.stringify(rules.map(({ app, kind, cut }) => [app, letters[kind], cut])),
      { app: 'integer', kind: 'text', cut: 'integer' },
    )
    const letter = sql`substr(log.key, 1, 1)`
    // Where the device that has the least of an inbox stands; null if none is alive.
    const least = sql`(
      select min(coalesce(cursor.seq, follow.delivered))
      from device
      join follow on follow.app = device.app and follow."user" = device."user" and follow.log = examined.log
      left join cursor on cursor.app = device.app and cursor.device = device.id and cursor.log = examined.log
      where device.app = examined.app and device."user" = substr(log.key, 3) and device.seen_at > ${livingSince})`
    return sql`
      with rule as materialized (select * from ${given} as given),
      examined as materialized (
        select id, app, log, seq from entry where id >= ${from} and id < ${before} order by id limit ${sql.lit(EXAMINED)}
      ), going as (
        select examined.*, ${letter} as letter, log.floor
        from examined
        join log on log.id = examined.log
        left join rule as own on own.app = examined.app and own.kind = ${letter}
        left join rule as common on common.app = 0 and common.kind = ${letter}
        where examined.id < coalesce(own.cut, common.cut)
          or examined.id < ${compactBefore} and ${letter} = 'u' and examined.seq <= ${least}
      )`
  }

  /** Where a look through a range ends. */
  async function endOf({ from, before }: Pass): Promise<number | null> {
    const row = await reads
      .selectFrom('entry')
      .select('id')
      .where('id', '>=', from)
      .where('id', '<', before)
      .orderBy('id')
      .limit(1)
      .offset(EXAMINED)
      .executeTakeFirst()
    return row?.id ?? null
  }

  return {
    async reaches() {
      return (await reads.selectFrom('reach').selectAll().execute()) as Reach[]
    },

    async lowerReaches(app, id) {
      await writes
        .updateTable('reach')
        .set({ reach: id })
        .where('app', 'in', [0, app])
        .where('reach', '>', id)
        .execute()
    },

    async saveReaches(reaches) {
      const given = flavour.rows<Reach>(
        JSON.stringify(reaches.map(({ app, kind, reach }) => [app, kind, reach])),
        {
          app: 'integer',
          kind: 'text',
          reach: 'integer',
        },
      )
      await connection.together(
        [
          sql`delete from reach`,
          sql`insert into reach (app, kind, reach) select app, kind, reach from ${given} as given`,
        ].map((each) => each.compile(writes)),
      )
    },

    async expired(plan, pass, limit) {
      const { rows } = await sql<Omit<Expired, 'kind'> & { letter: string }>`
        ${going(plan, pass)} select id, app, log, seq, letter, floor from going order by id limit ${limit}`.execute(
        reads,
      )
      const expired = rows.map(({ letter, ...row }) => ({ ...row, kind: kindOf(letter) }))
      return { expired, next: rows.length === limit ? rows.at(-1)!.id + 1 : await endOf(pass) }
    },

    async tally(plan, pass) {
      const { rows } = await sql<Omit<Tally, 'kind'> & { letter: string }>`
        ${going(plan, pass)}
        select going.app, going.letter, count(*) as rows, min(going.id) as oldest,
          cast(sum(${sql.lit(ROW_BYTES)} + length(entry.payload) + coalesce(length(entry.attributes), 0)
            + 2 * coalesce(length(entry.origin), 0)) as ${flavour.integer}) as bytes
        from going join entry on entry.id = going.id and entry.app = going.app
        group by going.app, going.letter`.execute(reads)
      return {
        tallies: rows.map(({ letter, ...row }) => ({ ...row, kind: kindOf(letter) })),
        next: await endOf(pass),
      }
    },

    async entriesIn(stretches, limit) {
      const given = flavour.rows<{ app: number; log: number; floor: number; up_to: number }>(
        JSON.stringify(stretches.map(({ app, log, floor, upTo }) => [app, log, floor, upTo])),
        { app: 'integer', log: 'integer', floor: 'integer', up_to: 'integer' },
      )
      const { rows } = await sql<Expired>`
        select entry.app, entry.log, entry.id, entry.seq
        from ${given} as stretch cross join entry
        where entry.app = stretch.app and entry.log = stretch.log and entry.seq >= stretch.floor and entry.seq <= stretch.up_to
        order by entry.log, entry.seq limit ${limit}`.execute(reads)
      return rows
    },

    async remove(entries) {
      if (entries.length === 0) return
      const gone = flavour.rows<{ app: number; id: number }>(
        JSON.stringify(entries.map(({ app, id }) => [app, id])),
        { app: 'integer', id: 'integer' },
      )
      const floors = new Map<number, number>()
      for (const { log, seq } of entries)
        if (seq > 0) floors.set(log, Math.max(floors.get(log) ?? 0, seq + 1))
      const ended = flavour.rows<{ log: number; floor: number }>(JSON.stringify([...floors]), {
        log: 'integer',
        floor: 'integer',
      })
      // Entries before logs, as recalls and edits lock them.
      const statements = [
        sql`delete from pin where message in (select id from ${gone} as gone)`,
        sql`delete from erased where message in (select id from ${gone} as gone)`,
        sql`delete from reader where (app, message) in (select app, id from ${gone} as gone)`,
        sql`delete from reader_count where (app, message) in (select app, id from ${gone} as gone)`,
        ...reactionRemoval(sql`(app, message) in (select app, id from ${gone} as gone)`),
        sql`delete from moderation_record where (app, message) in (select app, id from ${gone} as gone)`,
        sql`delete from report where (app, message) in (select app, id from ${gone} as gone)`,
        sql`delete from entry where id in (select id from ${gone} as gone)`,
        sql`update log set floor = ${flavour.greatest(sql`log.floor`, sql`ended.floor`)}, changed = log.changed + 1
          from ${ended} as ended where log.id = ended.log`,
      ]
      await connection.together(statements.map((each) => each.compile(writes)))
    },
  }
}
