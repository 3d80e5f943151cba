import { sql } from 'kysely'
import type { Fact, FactKind, Happening } from '../domain/facts/fact.ts'
import type { FactCursor } from '../domain/facts/fact-cursor.ts'
import type { FactStore } from '../domain/facts/fact-store.ts'
import { happeningOf, textOf } from '../domain/facts/fact-text.ts'
import type { Connection } from './engine.ts'
import type { FactTable } from './schema.ts'

type FactRow = { [Column in keyof FactTable]: Column extends 'seq' | 'entry' ? number | null : string } & {
  lane: number
  pos: number
  at: number
  app: number
}

export function factStore(connection: Connection): FactStore {
  const { reads, writes, together, flavour } = connection

  async function lanes(): Promise<{ lane: number; first: number; head: number }[]> {
    const { rows } = await sql<{ lane: number; first: number; head: number }>`
      select lanes.lane,
        (select pos from fact where fact.lane = lanes.lane order by pos limit 1) as first,
        (select pos from fact where fact.lane = lanes.lane order by pos desc limit 1) as head
      from ${flavour.lanes} as lanes`.execute(reads)
    return rows
  }

  return {
    async append(facts) {
      if (facts.length === 0) return
      const given = flavour.rows<{ place: number; app: number; kind: string; subject: string; data: string }>(
        JSON.stringify(
          facts.map(({ app, subject, ...what }, index) => [
            index + 1,
            app,
            what.kind,
            subject,
            textOf(what as Happening),
          ]),
        ),
        { place: 'integer', app: 'integer', kind: 'text', subject: 'text', data: 'text' },
      )
      // The lane belongs to this connection alone, so positions continue from the newest that it sees.
      const statement = sql`
        insert into fact (lane, pos, at, app, kind, subject, data)
        select ${flavour.lane}, coalesce(newest.pos, 0) + given.place,
          ${flavour.greatest(flavour.now, sql`coalesce(newest.at, 0)`)},
          given.app, given.kind, given.subject, given.data
        from ${given} as given
        left join (select pos, at from fact where lane = ${flavour.lane} order by pos desc limit 1) as newest on true
        order by given.place`
      await together([statement.compile(writes)])
    },

    async read(after, limit) {
      const { rows } = await sql<FactRow & { incarnation: string }>`
        select lane, pos, at, app, kind, subject, seq, entry, data, (select ${flavour.incarnation}) as incarnation
        from ${flavour.factsBehind(after, limit)} as fact order by lane, pos`.execute(reads)
      return {
        facts: rows.map(({ incarnation: _, ...row }) => toFact(row)),
        incarnation: rows[0]?.incarnation,
      }
    },

    async changes(app, logs) {
      if (logs.length === 0) return []
      // Literals, which planners compare with the condition of the index.
      const { rows } = await sql<FactRow>`
        select lane, pos, at, app, kind, subject, seq, entry, data from fact
        where app = ${app} and kind in ('message.edited', 'message.recalled') and subject in (${sql.join(logs)})
        order by subject, seq`.execute(reads)
      return rows.map(toFact)
    },

    async incarnation() {
      const { rows } = await sql<{
        incarnation: string
      }>`select ${flavour.incarnation} as incarnation`.execute(reads)
      return rows[0]!.incarnation
    },

    async lanes() {
      const all = await lanes()
      const by = (position: 'first' | 'head'): FactCursor =>
        Object.fromEntries(all.map((each) => [each.lane, each[position]]))
      return { first: by('first'), heads: by('head') }
    },

    async prune(upTo, limit) {
      let count = 0
      for (const { lane, first, head } of await lanes()) {
        const last = Math.min(upTo[lane] ?? 0, head - 1, first + limit - 1)
        if (last < first) continue
        await writes.deleteFrom('fact').where('lane', '=', lane).where('pos', '<=', last).execute()
        count += last - first + 1
      }
      return count
    },
  }
}

function toFact({ kind, data, ...row }: FactRow): Fact {
  return { ...happeningOf(kind as FactKind, data), ...row }
}
