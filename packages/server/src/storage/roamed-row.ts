import type { RoamedEntry } from '../domain/history/roaming-store.ts'
import { type EntryRow, toEntry } from './entry-reads.ts'
import { type ReactionColumns, toReactions } from './message-reactions.ts'

/** A row of `entry` as a user reads it in their history. */
export type RoamedRow = EntryRow & ReactionColumns

export function toRoamed(row: RoamedRow, user: string): RoamedEntry {
  const entry: RoamedEntry = toEntry(row)
  if (row.reactions !== null) entry.reactions = toReactions(row, user)!
  return entry
}
