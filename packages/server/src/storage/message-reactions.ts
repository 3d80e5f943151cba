import { type RawBuilder, sql } from 'kysely'
import type { Reaction } from '../domain/reactions/reaction-store.ts'
import type { SqlFlavour } from './sql-flavour.ts'

/** Users named beside the number of all. */
const NAMED = 3

/** `mine`: null if the users are all of them. */
type Values = [
  id: number,
  reaction: string,
  count: number,
  changed: number,
  users: string,
  mine: boolean | 0 | 1 | null,
]

/**
 * The reactions to one message as one value, null if there are none: they can be read with the message. Read it with
 * {@link toReactions}, which also puts everything in order: databases would sort what is one row as a rule.
 * @param user who has given some of them.
 */
export function reactionsTo(
  { arrays }: SqlFlavour,
  { app, message, user }: { app: RawBuilder<number> | number; message: RawBuilder<number>; user: string },
): RawBuilder<string | null> {
  const users = sql`(select string_agg(cast(found.place as text) || ':' || found."user", ',') from (
    select reactor."user", reactor.place from reactor
    where reactor.app = reaction.app and reactor.reaction = reaction.id
    order by reactor.place limit ${sql.lit(NAMED)}) as found)`
  const mine = sql`case when reaction.count > ${sql.lit(NAMED)} then exists (select 1 from reactor
    where reactor.app = reaction.app and reactor."user" = ${user} and reactor.reaction = reaction.id) end`
  const columns = ['id', 'reaction', 'count', 'changed'].map(
    (name) => sql.ref(`reaction.${name}`) as RawBuilder<unknown>,
  )
  return sql`(select ${arrays([...columns, users, mine])} from reaction
    where reaction.app = ${app} and reaction.message = ${message})`
}

/** In the order in which they were first given, as the user sees them. */
export function toReactions(text: string, user: string): Reaction[] {
  const found = JSON.parse(text) as Values[]
  if (found.length > 1) found.sort(([a], [b]) => a - b)
  return found.map(([id, reaction, count, changed, named, given]) => {
    const users = namesIn(named)
    const mine = given === null ? users.includes(user) : given === true || given === 1
    return { id, reaction, count, users, mine, changed }
  })
}

/** Names behind their places, which order them. */
function namesIn(named: string): string[] {
  const texts = named.split(',')
  if (texts.length > 1) texts.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  return texts.map((text) => text.slice(text.indexOf(':') + 1))
}
