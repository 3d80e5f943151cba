import { type RawBuilder, sql } from 'kysely'
import type { RoamedEntry } from '../domain/history/roaming-store.ts'
import { type EntryRow, toEntry } from './entry-reads.ts'
import { reactionsTo, toReactions } from './message-reactions.ts'
import type { SqlFlavour } from './sql-flavour.ts'

/** A row of `entry` as a user reads it in their history. */
export type RoamedRow = EntryRow & { reactions: string | null }

/** The reactions to a row of `entry` as one value: nothing is looked up for a message that is not marked. */
export function reactionsIfMarked(
  flavour: SqlFlavour,
  { app, user }: { app: number; user: string },
): RawBuilder<string | null> {
  return sql`case when entry.reacted = 1 then ${reactionsTo(flavour, { app, message: sql`entry.id`, user })} end`
}

export function toRoamed({ reactions, ...row }: RoamedRow, user: string): RoamedEntry {
  const entry = toEntry(row)
  return reactions === null ? entry : { ...entry, reactions: toReactions(reactions, user) }
}
