import { type RawBuilder, sql } from 'kysely'
import type { Reaction } from '../domain/reactions/reaction-store.ts'
import type { SqlFlavour } from './sql-flavour.ts'

/** Users named beside the number of all. */
const NAMED = 3

/** Values of `entry.reacted`. */
export const reactedMark = {
  none: 0,
  /** Somebody has reacted. */
  some: 1,
  /** More users have given a reaction than are named beside it. */
  many: 2,
} as const

type Values = [id: number, reaction: string, count: number, changed: number, users: string]

/** What a row of `entry` says of its reactions; `given`: those of the reader that do not name them, by id. */
export interface ReactionColumns {
  reactions: string | null
  given: string | null
}

/**
 * Writes what readers are shown of the reactions to messages beside the messages, from all that is known of them. Others that do the same
 * for these messages must be waiting by now: see {@link holdMessages}.
 * @param which a condition on `entry`.
 * @param leaving users whose rows of `reactor` are about to go, and count no more.
 */
export function showReactions(
  { arrays }: SqlFlavour,
  which: RawBuilder<unknown>,
  leaving: readonly string[] = [],
): RawBuilder<unknown> {
  const staying = leaving.length === 0 ? sql`` : sql` and reactor."user" not in (${sql.join(leaving)})`
  const users = sql`(select string_agg(found."user", ',' order by found.place) from (
    select reactor."user", reactor.place from reactor
    where reactor.app = reaction.app and reactor.reaction = reaction.id${staying}
    order by reactor.place limit ${sql.lit(NAMED)}) as found)`
  const columns = ['id', 'reaction', 'count', 'changed'].map((name) => sql.ref(`reaction.${name}`))
  const theirs = sql`from reaction where reaction.app = entry.app and reaction.message = entry.id and reaction.count`
  return sql`update entry set
      reactions = (select ${arrays([...columns, users], sql`reaction.id`)} ${theirs} > 0),
      reacted = case when exists (select 1 ${theirs} > ${sql.lit(NAMED)}) then ${sql.lit(reactedMark.many)}
        when exists (select 1 ${theirs} > 0) then ${sql.lit(reactedMark.some)} else ${sql.lit(reactedMark.none)} end
    where ${which}`
}

/**
 * Makes others who change reactions to these messages wait until the transaction has ended. To be taken before any row of a reaction.
 * @param which a condition on `entry`.
 */
export function holdMessages({ rowLock }: SqlFlavour, which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select id from entry where ${which} order by id ${rowLock ?? sql``}`
}

/**
 * The column `given` of a row of `entry`, as one user reads it beside its `reactions`. Nothing is looked up, unless more users have given
 * one than it names.
 */
export function givenBy({ app, user }: { app: number; user: string }): RawBuilder<string | null> {
  const given = sql`select string_agg(cast(reactor.reaction as text), ',') from reaction join reactor
      on reactor.app = reaction.app and reactor."user" = ${user} and reactor.reaction = reaction.id
    where reaction.app = ${app} and reaction.message = entry.id and reaction.count > ${sql.lit(NAMED)}`
  return sql`case when entry.reacted = ${sql.lit(reactedMark.many)} then (${given}) end`
}

/** In the order in which they were first given, as the user sees them; undefined if there are none. */
export function toReactions({ reactions, given }: ReactionColumns, user: string): Reaction[] | undefined {
  if (reactions === null) return undefined
  const own = given?.split(',')
  return (JSON.parse(reactions) as Values[]).map(([id, reaction, count, changed, named]) => {
    const users = named.split(',')
    const mine = users.includes(user) || own?.includes(String(id)) === true
    return { id, reaction, count, users, mine, changed }
  })
}
