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
  const touched = sql`app = ${app} and id in (select reactor.reaction from reactor where ${theirs})`
  return [
    sql`update reaction set count = count -
        (select count(*) from reactor where ${theirs} and reactor.reaction = reaction.id)
      where ${touched}`,
    sql`delete from reaction where ${touched} and count = 0`,
    sql`delete from reactor where ${theirs}`,
  ]
}
