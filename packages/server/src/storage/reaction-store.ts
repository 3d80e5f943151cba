import { ApiError } from '@ringpost/contract/errors'
import { sql } from 'kysely'
import { entryKind } from '../domain/log/entry.ts'
import { Outdated } from '../domain/outdated.ts'
import type { Reaction, ReactionStore } from '../domain/reactions/reaction-store.ts'
import type { Connection } from './engine.ts'
import { guarded, type Statement } from './guard.ts'
import {
  givenBy,
  holdMessages,
  type ReactionColumns,
  showReactions,
  toReactions,
} from './message-reactions.ts'
import { prepared } from './prepared.ts'
import { userTurn } from './user-turn.ts'

type Row = ReactionColumns & { message: number }

const findReactions = prepared(({ reads, flavour }, of: { app: number; user: string; messages: string }) => {
  // The sign keeps planners from reading all entries of the app.
  return sql<Row>`select entry.id as message, entry.reactions, ${givenBy(of)} as given
    from ${flavour.ids(of.messages)} as wanted cross join entry
    where entry.id = wanted.id and +entry.app = ${of.app} and entry.reactions is not null`.compile(reads)
})

export function reactionStore(connection: Connection): ReactionStore {
  const { reads, writes, flavour } = connection
  const isReaction = (app: number, message: number, reaction: string) =>
    sql`app = ${app} and message = ${message} and reaction = ${reaction}`
  const messageIs = (app: number, message: number) =>
    sql`id = ${message} and app = ${app} and kind = ${sql.lit(entryKind.message)}`
  const turnOf = (app: number, user: string) => {
    const turn = userTurn(flavour, app, [user])?.compile(writes)
    return turn === undefined ? [] : [turn]
  }
  const run = (statements: readonly Statement[]) => connection.together(statements)

  return {
    async of(app, user, messages) {
      const found = new Map<number, Reaction[]>()
      if (messages.length === 0) return found
      const wanted = JSON.stringify(messages)
      const { rows } = await reads.executeQuery(findReactions(connection, { app, user, messages: wanted }))
      for (const { message, ...columns } of rows) found.set(message, toReactions(columns, user)!)
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
      const isMessage = messageIs(app, message)
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
      // Waits for a recall or a deletion that is under way, and then finds nothing: nothing is left behind.
      const isUser = sql`exists (select 1 from "user" where "user".app = ${app} and name = ${user})`
      const held = holdMessages(flavour, sql`${isMessage} and ${isUser}`)
      await run([
        ...turnOf(app, user),
        guarded(held.compile(writes), 1, () => new ApiError('reaction.illegal')),
        guarded(given.compile(writes), 1, () => new Outdated()),
        guarded(giver.compile(writes), 1, () => new ApiError('reaction.repeated')),
        ...(expected === null
          ? [guarded(beyond.compile(writes), 0, () => new ApiError('reaction.too_many'))]
          : []),
        showReactions(flavour, isMessage).compile(writes),
      ])
    },

    async remove(app, { message, reaction, id, user, place, expected }) {
      const taken = sql`update reaction set count = count - 1, changed = ${place}
        where ${isReaction(app, message, reaction)} and changed = ${expected} returning id`
      const taker = sql`delete from reactor
        where app = ${app} and "user" = ${user} and reaction = ${id} returning place`
      const isMessage = messageIs(app, message)
      await run([
        ...turnOf(app, user),
        ...(flavour.rowLock === undefined ? [] : [holdMessages(flavour, isMessage).compile(writes)]),
        guarded(taken.compile(writes), 1, () => new Outdated()),
        guarded(taker.compile(writes), 1, () => new Outdated()),
        sql`delete from reaction where ${isReaction(app, message, reaction)} and count = 0`.compile(writes),
        showReactions(flavour, isMessage).compile(writes),
      ])
    },
  }
}
