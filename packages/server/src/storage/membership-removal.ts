import { type CompiledQuery, sql } from 'kysely'
import type { Database } from './schema.ts'

/**
 * Statements that remove every trace of users from groups and rooms. The users have already left them all, with notice
 * to the others; this catches one added to a channel at the very moment of deletion, so that a later user of the same
 * name is not in it.
 */
export function membershipRemoval(writes: Database, app: number, names: readonly string[]): CompiledQuery[] {
  const theirs = sql`member.app = ${app} and member."user" in (${sql.join(names)})`
  const statements = [
    sql`
      delete from follow
      where app = ${app} and "user" in (${sql.join(names)}) and log in (
        select log.id
        from member
        join channel on channel.id = member.channel
        join log on log.app = member.app and log.key = 'g:' || channel.key
        where ${theirs})`,
    // First their rows in full, so that nobody changes these channels meanwhile; then the members are counted anew.
    sql`update channel set version = version + 1 where id in (select channel from member where ${theirs})`,
    sql`
      update channel set member_count =
        (select count(*) from member where member.channel = channel.id and member.role > 0 and not (${theirs}))
      where id in (select channel from member where ${theirs})`,
    sql`delete from member where ${theirs}`,
  ]
  return statements.map((statement) => statement.compile(writes))
}
