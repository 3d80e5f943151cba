import type { Selectable } from 'kysely'
import type { PairChange, Relation } from '../domain/contacts/relation.ts'
import type { RelationTable } from './schema.ts'

export type RelationRow = Selectable<RelationTable>

/** Returns both directions of a pair in its new state. Ordered by name, so that concurrent writers cannot deadlock. */
export function relationRows(app: number, { user, peer, pair }: PairChange): RelationRow[] {
  const { mine, theirs, version } = pair
  const row = (from: string, to: string, relation: Relation): RelationRow => ({
    ...relation,
    app,
    user: from,
    peer: to,
    requested: Number(relation.requested),
    version,
  })
  const rows = [row(user, peer, mine), row(peer, user, theirs)]
  return user < peer ? rows : rows.reverse()
}
