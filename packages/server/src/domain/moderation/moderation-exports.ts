import { randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import { type IdGenerator, idFloor, idTime } from '../../kernel/id-generator.ts'
import type { App } from '../tenancy/app.ts'
import type { ModerationExport, ModerationRecordStore, RecordRange } from './moderation-record-store.ts'
import type { ModerationRecorder } from './moderation-recorder.ts'
import { EXPORT_MS } from './record-pruner.ts'

/** Exports of an app: older ones make way for new ones. */
const EXPORTS = 100
/** Records read at a time. */
const PAGE = 200

/** What the owner of an app wants to see; everything, where it says nothing. */
export interface ExportWish {
  /** ms since 1970, both included. */
  dateFrom?: number | undefined
  dateTo?: number | undefined
  targetType?: string | undefined
  msgType?: string | undefined
  moderationResult?: string | undefined
  providerResult?: string | undefined
}

interface Parts {
  store: ModerationRecordStore
  recorder: Pick<ModerationRecorder, 'written'>
  ids: IdGenerator
}

/** Files of what lists of words have hit, for the owner of an app (moderation.md §6). */
export class ModerationExports {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Makes a file of what has been recorded so far. */
  async create(app: App, wish: ExportWish): Promise<ModerationExport> {
    const { store, recorder, ids } = this.#parts
    await recorder.written()
    const id = ids.next()
    const range = rangeOf(wish, id)
    const size = await store.size(app.id, range)
    const made = { id, uuid: randomUUID(), condition: JSON.stringify(wish), range, size }
    await store.addExport(app.id, made, oldest(this.#parts.ids.clock.now()), EXPORTS)
    return made
  }

  /** Exports that can be fetched, newest first: at most {@link EXPORTS}. */
  list(app: App): Promise<ModerationExport[]> {
    return this.#parts.store.exports(app.id, oldest(this.#parts.ids.clock.now()))
  }

  /**
   * The lines of an export, as UTF-8. Records that have been removed since it was made are not among them.
   * @throws ApiError `moderation.export_unknown`.
   */
  async open(app: App, uuid: string): Promise<AsyncIterable<Uint8Array>> {
    const made = (await this.list(app)).find((each) => each.uuid === uuid)
    if (made === undefined) throw new ApiError('moderation.export_unknown')
    return this.#read(app, made.range)
  }

  async *#read(app: App, range: RecordRange): AsyncIterable<Uint8Array> {
    for (let first: number | undefined = range.first; first !== undefined; ) {
      const found: { id: number; line: string }[] = await this.#parts.store.lines(
        app.id,
        { ...range, first },
        PAGE,
      )
      if (found.length > 0) yield Buffer.from(found.map(({ line }) => `${line}\n`).join(''))
      first = found.length === PAGE ? found.at(-1)!.id + 1 : undefined
    }
  }
}

/** ms since 1970 at which an export is removed. */
export function expiryOf({ id }: ModerationExport): number {
  return idTime(id) + EXPORT_MS
}

function oldest(now: number): number {
  return idFloor(now - EXPORT_MS)
}

/** @param last id of the newest record. */
function rangeOf(
  { dateFrom = 0, dateTo = Infinity, targetType, msgType, moderationResult, providerResult }: ExportWish,
  last: number,
): RecordRange {
  const now = idTime(last)
  // Lists alone find nothing suspect, and nothing is recorded where they find nothing.
  const isNone = providerResult !== undefined && providerResult !== 'REJECT'
  return {
    first: idFloor(Math.min(dateFrom, now + 1)),
    last: isNone ? 0 : Math.min(last, idFloor(Math.min(dateTo, now) + 1) - 1),
    target: targetType,
    type: msgType,
    result: moderationResult,
  }
}
