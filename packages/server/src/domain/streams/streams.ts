import { ApiError, type ErrorCode } from '@ringpost/contract/errors'
import {
  type Json,
  type StreamError,
  type StreamStatus,
  streamError,
  streamStatus,
} from '@ringpost/protocol/body'
import { idTime } from '../../kernel/id-generator.ts'
import type { Caller } from '../caller.ts'
import type { Channel } from '../channels/channel.ts'
import type { Speakers } from '../channels/speakers.ts'
import type { Doer } from '../facts/doer.ts'
import { entryKind } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { saidBytes } from '../messages/content.ts'
import { requireSize } from '../messages/draft.ts'
import { Outdated } from '../outdated.ts'
import type { App } from '../tenancy/app.ts'
import { pieceEntry } from './piece.ts'
import { type EndParts, endOf, type StreamEnd } from './stream-end.ts'
import type { OpenStream } from './stream-store.ts'

/** Limit on the whole text, in bytes (rest-messages-users.md §5.3). */
const TEXT_BYTES = 128 * 1024
/** Limit on the streams of an app that have not ended. */
const OPEN_STREAMS = 1000
/** Times that a piece is tried while others of its stream come in between. */
const TRIES = 10

/** A piece of a message, as its sender's server sends it. */
export interface Piece {
  kind: 'user' | 'group'
  /** Folded name. */
  from: string
  /** Folded name of the user, or id of the group. */
  to: string
  /** Id of the message; undefined for the first piece, null for what cannot be an id. */
  message: number | null | undefined
  text: string
  seq: number
  type: OpenStream['type']
  ext: Json | undefined
  isLast: boolean
  finishReason: number
}

export interface StreamParts extends EndParts {
  journal: Journal
  speakers: Speakers
}

/**
 * Messages that the app sends in pieces, as a language model writes them. Online users get each piece as it comes; whoever was
 * not there from the first to the last gets the whole when it has ended. Senders and users are not checked, messages not screened
 * (search-streams-translation.md §2.1).
 */
export class Streams {
  readonly #parts: StreamParts

  constructor(parts: StreamParts) {
    this.#parts = parts
  }

  /**
   * Sends a piece; resolves with the id of the message when the piece is durable.
   * @throws ApiError `send.too_large`, `send.reach_limit`, `channel.disabled`, `server.busy`, and all of `stream.*` but
   *   `stream.seq_illegal`.
   */
  async say(caller: Caller, piece: Piece): Promise<number> {
    requireSize(caller.app, saidBytes(undefined, piece.ext))
    const { message } = piece
    if (message === undefined) return this.#begin(caller, piece)
    if (message === null) throw new ApiError('stream.unknown')
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        await this.#continue(caller, message, piece)
        return message
      } catch (error) {
        if (!(error instanceof Outdated)) throw error
      }
    }
    throw new ApiError('server.busy')
  }

  /**
   * Ends streams whose next piece has not come in time, at most `limit`; one that cannot be ended does not keep the others.
   * @returns how many it ended.
   */
  async endLate(limit: number, onError: (error: unknown) => void): Promise<number> {
    const due = await this.#parts.stores.streams.due(this.#parts.ids.clock.now(), limit)
    let ended = 0
    for (const stream of due) {
      try {
        // A step at a time: nobody waits for it.
        await this.#end(stream, { error: whyLate(stream), by: { kind: 'system' } })
        ended++
      } catch (error) {
        if (!(error instanceof Outdated)) onError(error)
      }
    }
    return ended
  }

  async #begin(caller: Caller, piece: Piece): Promise<number> {
    const { ids, codec, journal } = this.#parts
    const { app, actor } = caller
    const { kind, text, type, ext, isLast, finishReason } = piece
    const bytes = bytesOf(text)
    if (bytes > TEXT_BYTES) throw new ApiError('stream.too_long')
    const channel = await this.#channel(caller, piece)
    const message = ids.next()
    const place = { app: app.id, message, kind, sender: piece.from, receiver: piece.to }
    const state = { type, sequence: 0, status: streamStatus.start, error: streamError.none, finishReason }
    const entryAt = (status: StreamStatus) =>
      pieceEntry(codec, place, { text, ext, state: { ...state, status }, channel })
    const goesOut = kind === 'user' || channel !== undefined
    if (isLast) {
      const store = entryAt(streamStatus.full)
      // Histories of the SDKs leave out what is not full.
      const shown = { payload: entryAt(streamStatus.whole).payload }
      const happening = { kind: 'message.streamed', message, by: actor } as const
      if (goesOut) await journal.commit(app.id, [{ store, shown, happening }], () => [])
      return message
    }
    const entry = entryAt(streamStatus.start)
    const endsAt = idTime(message) + app.settings.streamSeconds * 1000
    const stream = {
      ...place,
      type,
      seq: piece.seq,
      pieces: 1,
      bytes,
      dueAt: dueAt(app, endsAt, this.#parts.ids.clock.now()),
      endsAt,
    }
    const steps = [{ store: { ...entry, inPieces: true as const } }, { push: { ...entry, piece: 0 } }]
    await journal.commit(app.id, goesOut ? steps : [], ({ streams }) => [
      streams.open(stream, entry.payload, OPEN_STREAMS),
    ])
    return message
  }

  async #continue(caller: Caller, message: number, piece: Piece): Promise<void> {
    const { stores, codec, journal } = this.#parts
    const { app, actor } = caller
    const stream = await stores.streams.find(app.id, message)
    if (stream === undefined) throw await this.#whyOver(app, message)
    if (stream.sender !== piece.from) throw new ApiError('stream.from_mismatch')
    if (stream.kind !== piece.kind || stream.receiver !== piece.to)
      throw new ApiError(piece.kind === 'user' ? 'stream.to_mismatch' : 'stream.group_mismatch')
    if (this.#parts.ids.clock.now() > stream.dueAt) throw await this.#stop(stream, whyLate(stream), actor)
    if (piece.seq <= stream.seq) throw new ApiError('stream.seq_too_small')
    const bytes = stream.bytes + Math.max(1, bytesOf(piece.text))
    if (bytes > TEXT_BYTES) throw await this.#stop(stream, streamError.tooLong, actor)
    const channel = await this.#channel(caller, piece)
    const { text, ext, finishReason } = piece
    if (piece.isLast) {
      await this.#end(stream, { text, ext, finishReason, channel, error: streamError.none, by: actor })
      return
    }
    const status = streamStatus.inProgress
    const state = {
      type: stream.type,
      sequence: stream.pieces,
      status,
      error: streamError.none,
      finishReason: 0,
    }
    const entry = pieceEntry(codec, stream, { text, ext, state, channel })
    const goesOut = piece.kind === 'user' || channel !== undefined
    const next = {
      ...stream,
      seq: piece.seq,
      pieces: stream.pieces + 1,
      bytes,
      dueAt: dueAt(app, stream.endsAt, this.#parts.ids.clock.now()),
    }
    await stores.streams.advance(next, entry.payload)
    if (goesOut) await journal.push([{ ...entry, piece: stream.pieces }])
  }

  async #channel(caller: Caller, { kind, to }: Piece): Promise<Channel | undefined> {
    return kind === 'group' ? this.#parts.speakers.admit(caller, 'group', to) : undefined
  }

  /** Ends a stream that may not go on, and returns the error for its piece. */
  async #stop(stream: OpenStream, error: StreamError, by: Doer): Promise<ApiError> {
    await this.#end(stream, { error, by })
    return new ApiError(errors[error])
  }

  async #end(stream: OpenStream, end: StreamEnd): Promise<void> {
    const { app, message } = stream
    const whole = await endOf(this.#parts, stream, end)
    try {
      await this.#parts.journal.commit(app, whole?.steps ?? [], ({ streams, logs, history }) => [
        streams.close(stream),
        ...(whole === undefined
          ? []
          : [
              logs.rewrite(app, message, whole.former, whole.payload),
              history.expireExports(app, [idTime(message)]),
            ]),
      ])
    } catch (error) {
      // It was recalled in the meantime.
      throw error instanceof ApiError && error.code === 'edit.concurrent' ? new Outdated() : error
    }
  }

  /** Why a message takes no more pieces. */
  async #whyOver(app: App, message: number): Promise<ApiError> {
    const { stores, codec } = this.#parts
    const entry = await stores.logs.find(app.id, message)
    const error = entry?.kind === entryKind.message ? codec.read(entry.payload)?.streamError : null
    return new ApiError(error == null ? 'stream.unknown' : errors[error as StreamError])
  }
}

const errors: Readonly<Record<StreamError, ErrorCode>> = {
  [streamError.none]: 'stream.finished',
  [streamError.tooLong]: 'stream.too_long',
  [streamError.pause]: 'stream.paused',
  [streamError.total]: 'stream.too_slow',
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}

/** When the next piece must have come, in ms since 1970. */
function dueAt({ settings }: App, endsAt: number, now: number): number {
  return Math.min(now + settings.streamPauseSeconds * 1000, endsAt)
}

function whyLate({ dueAt, endsAt }: OpenStream): StreamError {
  return dueAt === endsAt ? streamError.total : streamError.pause
}
