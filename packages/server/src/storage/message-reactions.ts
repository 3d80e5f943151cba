import { type RawBuilder, sql } from 'kysely'
import type { Reaction } from '../domain/reactions/reaction-store.ts'
import type { SqlFlavour } from './sql-flavour.ts'

/** Users named beside the number of all. */
const NAMED = 3

type Values = [
  id: number,
  reaction: string,
  count: number,
  changed: number,
  users: string,
  mine: boolean | 0 | 1,
]

/**
 * The reactions to one message as one value, null if there are none: they can be read with the message. Read it with
 * {@link toReactions}. @param user who has given some of them.
 */
export function reactionsTo(
  { arrays }: SqlFlavour,
  { app, message, user }: { app: RawBuilder<number> | number; message: RawBuilder<number>; user: string },
): RawBuilder<string | null> {
  const users = sql`(select string_agg(found."user", ',' order by found.place) from (
    select reactor."user", reactor.place from reactor
    where reactor.app = reaction.app and reactor.reaction = reaction.id
    order by reactor.place limit ${sql.lit(NAMED)}) as found)`
  const mine = sql`exists (select 1 from reactor
    where reactor.app = reaction.app and reactor."user" = ${user} and reactor.reaction = reaction.id)`
  const columns = ['id', 'reaction', 'count', 'changed'].map(
    (name) => sql.ref(`reaction.${name}`) as RawBuilder<unknown>,
  )
  return sql`(select ${arrays([...columns, users, mine], sql`reaction.id`)} from reaction
    where reaction.app = ${app} and reaction.message = ${message})`
}

/** In the order in which they were first given. */
export function toReactions(text: string): Reaction[] {
  const found = JSON.parse(text) as Values[]
  return found.map(([id, reaction, count, changed, users, mine]) => ({
    id,
    reaction,
    count,
    users: users.split(','),
    mine: mine === true || mine === 1,
    changed,
  }))
}
