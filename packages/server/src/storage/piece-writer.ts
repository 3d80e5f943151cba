import { sql } from 'kysely'
import type { OpenStream } from '../domain/streams/stream-store.ts'
import type { Connection } from './engine.ts'

/** A piece, and its stream as it becomes by it. */
export interface PieceLine {
  stream: OpenStream
  payload: Uint8Array
}

interface Written {
  app: number
  message: number
}

/** Writes pieces in one transaction; returns which of them came next in their streams. The others are not written. */
export async function writePieces(connection: Connection, lines: readonly PieceLine[]): Promise<boolean[]> {
  const { writes, flavour } = connection
  // Of several that were decided on at once, one can come next.
  const next = new Map<string, PieceLine>()
  for (const line of lines) {
    const key = keyOf(line.stream)
    if (!next.has(key)) next.set(key, line)
  }
  const tried = [...next.values()]
  const states = tried.map(({ stream: { app, message, seq, pieces, bytes, dueAt } }) => [
    app,
    message,
    seq,
    pieces,
    bytes,
    dueAt,
  ])
  const state = flavour.rows<Written & { seq: number; pieces: number; bytes: number; due_at: number }>(
    JSON.stringify(states),
    {
      app: 'integer',
      message: 'integer',
      seq: 'integer',
      pieces: 'integer',
      bytes: 'integer',
      due_at: 'integer',
    },
  )
  const contents = tried.map(({ stream: { app, message, pieces }, payload }) => [
    app,
    message,
    pieces,
    Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('hex'),
  ])
  const content = flavour.rows<Written & { pieces: number; payload: string }>(JSON.stringify(contents), {
    app: 'integer',
    message: 'integer',
    pieces: 'integer',
    payload: 'text',
  })
  const advance = sql<Written>`
    update stream set seq = next.seq, pieces = next.pieces, bytes = next.bytes, due_at = next.due_at
    from ${state} as next
    where stream.app = next.app and stream.message = next.message and stream.pieces = next.pieces - 1
    returning stream.app, stream.message`
  // Where another node was faster with this piece, it is there, and this one is not written.
  const add = sql`
    insert into stream_piece (app, message, number, payload)
    select next.app, next.message, next.pieces - 1, ${flavour.fromHex(sql.ref('next.payload'))}
    from ${content} as next
    where exists (select 1 from stream
      where stream.app = next.app and stream.message = next.message and stream.pieces = next.pieces)
    on conflict (app, message, number) do nothing`
  const rows = await connection.together<Written>([advance.compile(writes), add.compile(writes)])
  const written = new Set(rows.map(keyOf))
  return lines.map((line) => {
    const key = keyOf(line.stream)
    return next.get(key) === line && written.has(key)
  })
}

function keyOf({ app, message }: Written): string {
  return `${app}/${message}`
}
