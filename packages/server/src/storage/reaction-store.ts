import { ApiError } from '@ringpost/contract/errors'
import { sql } from 'kysely'
import { entryKind } from '../domain/log/entry.ts'
import { Outdated } from '../domain/outdated.ts'
import type { Reaction, ReactionStore } from '../domain/reactions/reaction-store.ts'
import type { Connection } from './engine.ts'
import { guarded, type Statement } from './guard.ts'
import { reactionsTo, toReactions } from './message-reactions.ts'
import { prepared } from './prepared.ts'

interface Row {
  message: number
  reactions: string | null
}

const findReactions = prepared(({ reads, flavour }, of: { app: number; user: string; messages: string }) => {
  const reactions = reactionsTo(flavour, { app: of.app, user: of.user, message: sql`wanted.id` })
  return sql<Row>`select wanted.id as message, ${reactions} as reactions from ${flavour.ids(of.messages)} as wanted`.compile(
    reads,
  )
})

export function reactionStore(connection: Connection): ReactionStore {
  const { reads, writes, flavour } = connection
  const isReaction = (app: number, message: number, reaction: string) =>
    sql`app = ${app} and message = ${message} and reaction = ${reaction}`
  const run = (statements: readonly Statement[]) => connection.together(statements)

  return {
    async of(app, user, messages) {
      const found = new Map<number, Reaction[]>()
      if (messages.length === 0) return found
      const wanted = JSON.stringify(messages)
      const { rows } = await reads.executeQuery(findReactions(connection, { app, user, messages: wanted }))
      for (const { message, reactions } of rows)
        if (reactions !== null) found.set(message, toReactions(reactions, user))
      return found
    },

    reactors(app, reaction, { after, limit }) {
      return reads
        .selectFrom('reactor')
        .select(['user', 'place'])
        .where('app', '=', app)
        .where('reaction', '=', reaction)
        .where('place', '>', after)
        .orderBy('place')
        .limit(limit)
        .execute()
    },

    async add(app, { message, reaction, id, user, place, expected }, most) {
      const isMessage = sql`id = ${message} and app = ${app} and kind = ${sql.lit(entryKind.message)}`
      const turn = flavour.turn([`${app}/reactions/${message}`])?.compile(writes)
      const beyond = sql`select count(*) as reactions from reaction
        where app = ${app} and message = ${message} having count(*) > ${most}`
      const given =
        expected === null
          ? sql`insert into reaction (app, message, reaction, id, count, changed)
              values (${app}, ${message}, ${reaction}, ${id}, 1, ${place})
              on conflict (app, message, reaction) do nothing returning id`
          : sql`update reaction set count = count + 1, changed = ${place}
              where ${isReaction(app, message, reaction)} and changed = ${expected} returning id`
      const giver = sql`insert into reactor (app, "user", reaction, place)
        select app, ${user}, cast(${id} as ${flavour.integer}), cast(${place} as ${flavour.integer}) from entry where ${isMessage}
        on conflict (app, "user", reaction) do nothing returning place`
      // Waits for a recall that is under way, and then finds no message: nothing is left behind for it.
      const mark = sql`update entry set reacted = 1 where ${isMessage} returning id`
      const isNew = expected === null
      await run([
        ...(turn === undefined ? [] : [turn]),
        ...(isNew ? [guarded(mark.compile(writes), 1, () => new ApiError('reaction.illegal'))] : []),
        guarded(given.compile(writes), 1, () => new Outdated()),
        guarded(giver.compile(writes), 1, () => new ApiError('reaction.repeated')),
        ...(isNew ? [guarded(beyond.compile(writes), 0, () => new ApiError('reaction.too_many'))] : []),
      ])
    },

    async remove(app, { message, reaction, id, user, place, expected }) {
      const taken = sql`update reaction set count = count - 1, changed = ${place}
        where ${isReaction(app, message, reaction)} and changed = ${expected} returning id`
      const taker = sql`delete from reactor
        where app = ${app} and "user" = ${user} and reaction = ${id} returning place`
      await run([
        guarded(taken.compile(writes), 1, () => new Outdated()),
        guarded(taker.compile(writes), 1, () => new Outdated()),
        sql`delete from reaction where ${isReaction(app, message, reaction)} and count = 0`.compile(writes),
      ])
    },
  }
}
