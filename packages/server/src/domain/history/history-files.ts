import { randomBytes } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { ID_DISORDER, idFloor, idTime } from '../../kernel/id-generator.ts'
import { pause, performance } from '../../kernel/machine-time.ts'
import type { Leases } from '../cluster/leases.ts'
import type { ByteRange } from '../files/blob-store.ts'
import type { App } from '../tenancy/app.ts'
import type { ExportFiles, ExportForm, ExportPlace, OpenedExport } from './export-files.ts'
import { type ExportHour, exportHour } from './export-hour.ts'
import type { ExportRow, HistoryStore, StoredMessage } from './history-store.ts'
import type { LinkProof, LinkSigner } from './link-signer.ts'

/** Lifetime of a link in seconds, as in the sample of the seed (rest-messages-users.md §9 "url"). */
const LINK_SECONDS = 30 * 60
/** How long after the end of an hour, in ms, a message that got its id in the last moment may still be committed. */
const SETTLE_MS = idTime(ID_DISORDER)
const HOUR_MS = 3600 * 1000
const DAY_MS = 24 * 3600 * 1000
/** Messages converted to records per batch: blocks the event loop for about 2 ms. */
const PAGE = 250
/** Attempts at writing a file that changed messages make stale, before the caller is told to retry later. */
const ATTEMPTS = 5
/** Polling interval in ms, and number of polls, while another node writes the file. */
const WAIT_MS = 250
const WAITS = 240

/** A link to a history file, `yyyyMMddHH.gz`: through this server with a proof, or directly to the store. */
export type HistoryLink = { file: string; proof: LinkProof } | { url: string }

/**
 * An open history file: `read` it once (rejects with `history.none` if it was removed in the meantime), or `close` it.
 */
export interface OpenedHistory extends OpenedExport {
  read(range: ByteRange | undefined): Promise<AsyncIterable<Uint8Array>>
}

export interface HistoryFilesParts {
  history: HistoryStore
  files: ExportFiles
  form: ExportForm
  signer: LinkSigner
  leases: Leases
  clock: Clock
}

/**
 * History files with all messages of an hour. A file is written on first request, and rewritten if a message of that
 * hour has been recalled or imported since. Concurrent requests wait for the same file.
 */
export class HistoryFiles {
  readonly #parts: HistoryFilesParts
  readonly #writing = new Map<string, Promise<ExportRow>>()

  constructor(parts: HistoryFilesParts) {
    this.#parts = parts
  }

  /**
   * Returns a link to the messages of an hour.
   * @param time `yyyyMMddHH` in the time zone of the app.
   * @throws ApiError `history.time_illegal`; `history.expired` for hours that the app no longer exports; `history.none`
   * for hours without messages, and for hours that have not ended or ended too recently.
   */
  async link(app: App, time: string): Promise<HistoryLink> {
    const { exportTimeZone, exportDelayMinutes, exportDays } = app.settings
    const params = { appkey: app.key, time }
    const hour = exportHour(time, exportTimeZone)
    if (hour === undefined) throw new ApiError('history.time_illegal', params)
    const age = this.#parts.clock.now() - hour.end
    if (age < exportDelayMinutes * 60_000 + SETTLE_MS) throw new ApiError('history.none', params)
    if (exportDays > 0 && age > exportDays * DAY_MS) throw new ApiError('history.expired', params)
    const row = await this.#current(app, hour)
    if (row.count === 0) throw new ApiError('history.none', params)
    const file = `${time}.gz`
    const url = await this.#parts.files.link(placeOf(app, row), file, LINK_SECONDS)
    if (url !== undefined) return { url }
    const expires = Math.floor(this.#parts.clock.now() / 1000) + LINK_SECONDS
    return { file, proof: this.#parts.signer.sign(subject(app, file), app.appId, expires) }
  }

  /**
   * Opens the file behind a link, with its current contents.
   * @throws ApiError `history.link_illegal`, `history.link_expired`, `history.none` if all its messages are gone.
   */
  async open(app: App, file: string, proof: Partial<LinkProof>): Promise<OpenedHistory> {
    const time = file.replace(/\.gz$/, '')
    const hour = exportHour(time, app.settings.exportTimeZone)
    if (hour === undefined || !this.#parts.signer.verify(subject(app, file), proof))
      throw new ApiError('history.link_illegal')
    if (Number(proof.Expires) * 1000 <= this.#parts.clock.now()) throw new ApiError('history.link_expired')
    const row = await this.#current(app, hour)
    const gone = () => new ApiError('history.none', { appkey: app.key, time })
    const opened = row.count === 0 ? undefined : await this.#parts.files.open(placeOf(app, row))
    if (opened === undefined) throw gone()
    return {
      size: opened.size,
      close: () => opened.close(),
      async read(range) {
        const bytes = await opened.read(range)
        if (bytes === undefined) throw gone()
        return bytes
      },
    }
  }

  /**
   * Forgets the files of hours that begin before a time, in ms since 1970, because messages in them have gone. What is asked for
   * again is written again.
   */
  async forgetBefore(app: App, time: number): Promise<void> {
    await this.#parts.history.forgetExports(app.id, time)
    const hour = placeOf(app, { start: time + HOUR_MS, token: '' }).hour.slice(0, 10)
    await this.#parts.files.removeBefore({ app: app.uuid, hour })
  }

  /** Returns the row of a complete and current file, writing the file if necessary. */
  async #current(app: App, hour: ExportHour): Promise<ExportRow> {
    const row = await this.#written(app, hour)
    if (row !== undefined) return row
    const key = `${app.id}/${hour.start}`
    const writing = this.#writing.get(key) ?? this.#make(app, hour).finally(() => this.#writing.delete(key))
    this.#writing.set(key, writing)
    return writing
  }

  /** Returns the row of a complete and current file, if one exists. */
  async #written(app: App, hour: ExportHour): Promise<ExportRow | undefined> {
    const row = await this.#parts.history.exported(app.id, hour.start)
    if (row === undefined || row.count === null || row.end !== hour.end) return undefined
    if (row.count === 0) return row
    const opened = await this.#parts.files.open(placeOf(app, row))
    await opened?.close()
    return opened && row
  }

  /** Writes the file, or waits for the node that is writing it. */
  async #make(app: App, hour: ExportHour): Promise<ExportRow> {
    for (let waits = 0; waits < WAITS; waits++) {
      const made = await this.#parts.leases.during(`export/${app.id}/${hour.start}`, async () => {
        // Another node may have written it while this one waited.
        return (waits > 0 && (await this.#written(app, hour))) || this.#write(app, hour)
      })
      if (made !== undefined) return made.done
      await pause(WAIT_MS)
    }
    throw new ApiError('server.busy')
  }

  async #write(app: App, hour: ExportHour): Promise<ExportRow> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const row = { app: app.id, ...hour, token: randomBytes(8).toString('hex') }
      const began = performance.now()
      await this.#parts.history.beginExport(row)
      const tally = { count: 0 }
      await this.#parts.files.write(placeOf(app, row), this.#parts.form(this.#pages(app, hour, tally)))
      const isFinished = await this.#parts.history.finishExport(row, tally.count)
      // Another node may have written the same hour in the meantime; its file is then used and ours removed.
      const current = isFinished
        ? { ...row, ...tally }
        : await this.#byOthers(app, hour, performance.now() - began)
      if (current === undefined) continue
      await this.#parts.files.keepOnly(placeOf(app, current))
      return current
    }
    throw new ApiError('server.busy')
  }

  /**
   * Waits for a file that another node is writing at the same time; otherwise each node would keep invalidating the
   * other's file.
   * @param took ms that this node needed for the same work: the limit on waiting, as the other node may have died.
   */
  async #byOthers(app: App, hour: ExportHour, took: number): Promise<ExportRow | undefined> {
    const deadline = performance.now() + 2 * took
    for (;;) {
      const row = await this.#parts.history.exported(app.id, hour.start)
      const isUnderWay = row !== undefined && row.count === null && row.end === hour.end
      if (!isUnderWay || performance.now() > deadline) return this.#written(app, hour)
      await pause(50)
    }
  }

  /** @param tally receives the number of messages. */
  async *#pages(
    app: App,
    { start, end }: ExportHour,
    tally: { count: number },
  ): AsyncGenerator<readonly StoredMessage[]> {
    const before = idFloor(end)
    for (let after: number | null = idFloor(start) - 1; after !== null; ) {
      const page = await this.#parts.history.scan(
        app.id,
        { after, before },
        { limit: PAGE, descending: false },
      )
      tally.count += page.messages.length
      if (page.messages.length > 0) yield page.messages
      after = page.reached
    }
  }
}

function subject(app: App, file: string): string {
  return `${app.uuid}/${file}`
}

function placeOf(app: App, { start, token }: Pick<ExportRow, 'start' | 'token'>): ExportPlace {
  const digits = new Date(start).toISOString().replace(/\D/g, '')
  // In zones that are half an hour off, hours start at half past.
  const hour = digits.slice(0, digits.slice(10, 12) === '00' ? 10 : 12)
  return { app: app.uuid, hour, token }
}
