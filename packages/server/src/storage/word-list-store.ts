import { ApiError } from '@ringpost/contract/errors'
import { type CompiledQuery, type Selectable, sql } from 'kysely'
import type { Word, WordLimits, WordList } from '../domain/moderation/word-list.ts'
import type { WordListStore } from '../domain/moderation/word-list-store.ts'
import type { Connection } from './engine.ts'
import { guarded, type Statement } from './guard.ts'
import type { WordListTable, WordTable } from './schema.ts'

export function wordListStore({ reads, writes, together, flavour }: Connection): WordListStore {
  const listed = (app: number) =>
    reads
      .selectFrom('word_list')
      .selectAll()
      .select((eb) =>
        eb
          .selectFrom('word')
          .whereRef('word.app', '=', 'word_list.app')
          .whereRef('word.list', '=', 'word_list.id')
          .select(eb.fn.countAll<number>().as('words'))
          .as('quantity'),
      )
      .where('app', '=', app)

  /** Makes way for changes of a list, one after the other. */
  const touch = (app: number, id: number, now: number, changes: Partial<WordListTable> = {}): Statement =>
    guarded(
      writes
        .updateTable('word_list')
        .set((eb) => ({ ...changes, version: eb('version', '+', 1), updated_at: now }))
        .where('app', '=', app)
        .where('id', '=', id)
        .returning('id')
        .compile(),
      1,
      () => new ApiError('moderation.list_unknown'),
    )

  const insertion = (app: number, list: number, words: readonly Word[]): Statement[] =>
    words.length === 0
      ? []
      : [
          guarded(
            writes
              .insertInto('word')
              .values(words.map((word) => toWordRow(app, list, word)))
              .onConflict((conflict) => conflict.columns(['app', 'list', 'word']).doNothing())
              .returning('id')
              .compile(),
            words.length,
            () => new ApiError('moderation.word_exists'),
          ),
        ]

  const turnOf = (app: number): CompiledQuery[] => {
    // Two concurrent writers would each find the number within the limit, or the name free.
    const turn = flavour.turn([`${app}/words`])?.compile(writes)
    return turn === undefined ? [] : [turn]
  }

  /** Without the turn of the app, two concurrent writers would each find the sum within the limit. */
  const withinSize = (app: number, { size }: Pick<WordLimits, 'size'>): Statement => {
    const sum = sql<number>`coalesce(sum(size), 0)`
    const beyond = reads
      .selectFrom('word')
      .select(sum.as('size'))
      .where('app', '=', app)
      .having(sum, '>', size)
    return guarded(beyond.compile(), 0, () => new ApiError('moderation.words_too_many'))
  }

  const nameTaken = (app: number, id: number, name: string): Statement =>
    guarded(
      reads
        .selectFrom('word_list')
        .select('id')
        .where('app', '=', app)
        .where('name', '=', name)
        .where('id', '!=', id)
        .compile(),
      0,
      () => new ApiError('moderation.list_exists'),
    )

  return {
    async create(app, list, words, limits) {
      const count = sql<number>`count(*)`
      const beyond = reads
        .selectFrom('word_list')
        .select(count.as('lists'))
        .where('app', '=', app)
        .having(count, '>', limits.lists)
        .compile()
      await together([
        ...turnOf(app),
        nameTaken(app, list.id, list.name),
        writes.insertInto('word_list').values(toListRow(app, list)).compile(),
        guarded(beyond, 0, () => new ApiError('moderation.lists_too_many')),
        ...insertion(app, list.id, words),
        withinSize(app, limits),
      ])
    },

    async update(app, id, { name, scope, disposition, fullMatch }, now) {
      const changes = { name, scope, disposition, full_match: Number(fullMatch) }
      await together([...turnOf(app), nameTaken(app, id, name), touch(app, id, now, changes)])
    },

    async delete(app, id) {
      await together([
        touch(app, id, 0),
        writes.deleteFrom('word').where('app', '=', app).where('list', '=', id).compile(),
        writes.deleteFrom('word_list').where('app', '=', app).where('id', '=', id).compile(),
      ])
    },

    async get(app, id) {
      const row = await listed(app).where('id', '=', id).executeTakeFirst()
      return row && toList(row)
    },

    async lists(app) {
      return (await listed(app).orderBy('id').execute()).map(toList)
    },

    async words(app, list) {
      const rows = await reads
        .selectFrom('word')
        .selectAll()
        .where('app', '=', app)
        .where('list', '=', list)
        .orderBy('id')
        .execute()
      return rows.map(toWord)
    },

    async add(app, list, words, limits) {
      const count = sql<number>`count(*)`
      const beyond = reads
        .selectFrom('word')
        .select(count.as('words'))
        .where('app', '=', app)
        .where('list', '=', list)
        .having(count, '>', limits.words)
        .compile()
      await together([
        ...turnOf(app),
        touch(app, list, words[0]!.createdAt),
        ...insertion(app, list, words),
        guarded(beyond, 0, () => new ApiError('moderation.words_too_many')),
        withinSize(app, limits),
      ])
    },

    async change(app, list, { id, word, size, author, updatedAt }, limits) {
      const taken = reads
        .selectFrom('word')
        .select('id')
        .where('app', '=', app)
        .where('list', '=', list)
        .where('word', '=', word)
        .where('id', '!=', id)
        .compile()
      const update = writes
        .updateTable('word')
        .set({ word, size, author, updated_at: updatedAt })
        .where('app', '=', app)
        .where('list', '=', list)
        .where('id', '=', id)
        .returningAll()
        .compile()
      const rows = await together<Selectable<WordTable>>([
        ...turnOf(app),
        touch(app, list, updatedAt),
        guarded(taken, 0, () => new ApiError('moderation.word_exists')),
        guarded(update, 1, () => new ApiError('moderation.word_unknown')),
        withinSize(app, limits),
      ])
      return toWord(rows.at(-1)!)
    },

    async remove(app, list, ids, now) {
      await together([
        touch(app, list, now),
        writes
          .deleteFrom('word')
          .where('app', '=', app)
          .where('list', '=', list)
          .where('id', 'in', ids)
          .compile(),
      ])
    },
  }
}

function toListRow(app: number, list: Omit<WordList, 'quantity' | 'version'>): WordListTable {
  return {
    app,
    id: list.id,
    name: list.name,
    scope: list.scope,
    disposition: list.disposition,
    full_match: Number(list.fullMatch),
    version: 1,
    created_at: list.createdAt,
    updated_at: list.updatedAt,
  }
}

function toList(row: Selectable<WordListTable> & { quantity: number | null }): WordList {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope as WordList['scope'],
    disposition: row.disposition as WordList['disposition'],
    fullMatch: row.full_match === 1,
    quantity: row.quantity ?? 0,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function toWordRow(app: number, list: number, word: Word): WordTable {
  const { id, size, author, createdAt, updatedAt } = word
  return { app, list, id, word: word.word, size, author, created_at: createdAt, updated_at: updatedAt }
}

function toWord(row: Selectable<WordTable>): Word {
  return {
    id: row.id,
    word: row.word,
    size: row.size,
    author: row.author,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
