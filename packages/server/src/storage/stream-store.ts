import { ApiError } from '@ringpost/contract/errors'
import { type Selectable, sql } from 'kysely'
import { Outdated } from '../domain/outdated.ts'
import type { OpenStream, StreamStore } from '../domain/streams/stream-store.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'
import type { StreamTable } from './schema.ts'

/** How a stream store writes what passes for every piece. */
export type StreamWrites = Pick<StreamStore, 'advance'>

/** @param pieces `advance` shares commits with others. */
export function streamStore(
  { reads, writes, together, flavour }: Connection,
  pieces: StreamWrites,
): StreamStore {
  const addPiece = (app: number, message: number, number: number, payload: Uint8Array) =>
    writes.insertInto('stream_piece').values({ app, message, number, payload }).compile()
  const removePieces = (app: number, messages: readonly number[]) =>
    writes.deleteFrom('stream_piece').where('app', '=', app).where('message', 'in', messages).compile()

  return {
    advance: pieces.advance,

    async find(app, message) {
      const row = await reads
        .selectFrom('stream')
        .selectAll()
        .where('app', '=', app)
        .where('message', '=', message)
        .executeTakeFirst()
      return row && toStream(row)
    },

    async pieces(app, message, from, limit) {
      const rows = await reads
        .selectFrom('stream_piece')
        .select('payload')
        .where('app', '=', app)
        .where('message', '=', message)
        .where('number', '>=', from)
        .orderBy('number')
        .limit(limit)
        .execute()
      return rows.map(({ payload }) => payload)
    },

    async due(now, limit) {
      const rows = await reads
        .selectFrom('stream')
        .selectAll()
        .where('due_at', '<', now)
        .orderBy('due_at')
        .limit(limit)
        .execute()
      return rows.map(toStream)
    },

    async open(stream, first, limit) {
      const { app, message } = stream
      // Two concurrent writers would each find the number within the limit.
      const turn = flavour.turn([`${app}/streams`])?.compile(writes)
      // A bound keeps planners on the key.
      const beyond = sql`
        select count(*) as open from stream where app = ${app} and message > 0 having count(*) > ${limit}`
      await together([
        ...(turn === undefined ? [] : [turn]),
        writes.insertInto('stream').values(toRow(stream)).compile(),
        addPiece(app, message, 0, first),
        guarded(beyond.compile(writes), 0, () => new ApiError('send.reach_limit')),
      ])
    },

    async close({ app, message, pieces }) {
      const end = writes
        .deleteFrom('stream')
        .where('app', '=', app)
        .where('message', '=', message)
        .where('pieces', '=', pieces)
        .returning('message')
        .compile()
      await together([guarded(end, 1, () => new Outdated()), removePieces(app, [message])])
    },

    async drop(app, messages) {
      const end = writes
        .deleteFrom('stream')
        .where('app', '=', app)
        .where('message', 'in', messages)
        .compile()
      await together([end, removePieces(app, messages)])
    },
  }
}

function toRow({ dueAt, endsAt, ...same }: OpenStream): StreamTable {
  return { ...same, due_at: dueAt, ends_at: endsAt }
}

function toStream({ due_at, ends_at, ...same }: Selectable<StreamTable>): OpenStream {
  const { kind, type } = same
  return {
    ...same,
    kind: kind as OpenStream['kind'],
    type: type as OpenStream['type'],
    dueAt: due_at,
    endsAt: ends_at,
  }
}
