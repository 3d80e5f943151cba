import { type RawBuilder, sql } from 'kysely'
import { holdMessages, showReactions } from './message-reactions.ts'
import type { SqlFlavour } from './sql-flavour.ts'

/** Removes all reactions to messages that are no more. @param which a condition on `reaction`. */
export function reactionRemoval(which: RawBuilder<unknown>): RawBuilder<unknown>[] {
  return [
    sql`delete from reactor where (app, reaction) in (select app, id from reaction where ${which})`,
    sql`delete from reaction where ${which}`,
  ]
}

/** Takes the reactions of users back. */
export function reactorRemoval(
  flavour: SqlFlavour,
  app: number,
  users: readonly string[],
): RawBuilder<unknown>[] {
  const theirs = sql`reactor.app = ${app} and reactor."user" in (${sql.join(users)})`
  // As a pair, or SQLite would look through all reactions of the app.
  const touched = sql`(app, id) in (select reactor.app, reactor.reaction from reactor where ${theirs})`
  // The sign keeps SQLite from using the index of positions, which begins with the app.
  const messages = sql`id in (select message from reaction where ${touched}) and +app = ${app}`
  return [
    ...(flavour.rowLock === undefined ? [] : [holdMessages(flavour, messages)]),
    sql`update reaction set count = count -
        (select count(*) from reactor where ${theirs} and reactor.reaction = reaction.id)
      where ${touched}`,
    showReactions(flavour, messages, users),
    sql`delete from reaction where ${touched} and count = 0`,
    sql`delete from reactor where ${theirs}`,
  ]
}
