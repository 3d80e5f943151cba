import { type RawBuilder, sql } from 'kysely'

/** Removes all reactions to messages. @param which a condition on `reaction`. */
export function reactionRemoval(which: RawBuilder<unknown>): RawBuilder<unknown>[] {
  return [
    sql`delete from reactor where (app, reaction) in (select app, id from reaction where ${which})`,
    sql`delete from reaction where ${which}`,
  ]
}

/** Takes the reactions of users back. */
export function reactorRemoval(app: number, users: readonly string[]): RawBuilder<unknown>[] {
  const theirs = sql`reactor.app = ${app} and reactor."user" in (${sql.join(users)})`
  // As a pair, or SQLite would look through all reactions of the app.
  const touched = sql`(app, id) in (select reactor.app, reactor.reaction from reactor where ${theirs})`
  return [
    sql`update reaction set count = count -
        (select count(*) from reactor where ${theirs} and reactor.reaction = reaction.id)
      where ${touched}`,
    sql`delete from reaction where ${touched} and count = 0`,
    sql`delete from reactor where ${theirs}`,
  ]
}
