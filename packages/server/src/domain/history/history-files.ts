import { randomBytes } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import { ID_DISORDER, idFloor, idTime } from '../../kernel/id-generator.ts'
import type { Leases } from '../cluster/leases.ts'
import type { ByteRange } from '../files/blob-store.ts'
import type { App } from '../tenancy/app.ts'
import type { ExportFiles, ExportForm, ExportPlace, OpenedExport } from './export-files.ts'
import { type ExportHour, exportHour } from './export-hour.ts'
import type { ExportRow, HistoryStore, StoredMessage } from './history-store.ts'
import type { LinkProof, LinkSigner } from './link-signer.ts'

/** Life of a link, as the sample of the seed has it (rest-messages-users.md §9 "url"). */
const LINK_SECONDS = 30 * 60
/** ms after the end of an hour in which a message may still come to the disk that got its id in its last moment. */
const SETTLE_MS = idTime(ID_DISORDER)
const DAY_MS = 24 * 3600 * 1000
/** Messages turned into records at a time: about 2 ms in which nothing else is done. */
const PAGE = 250
/** Files thrown away, because a message came or went meanwhile, until the caller is asked to come again. */
const ATTEMPTS = 5
/** ms between looks at a file that another node is writing, and how often. */
const WAIT_MS = 250
const WAITS = 240

/** A way to a file of history, `yyyyMMddHH.gz`: through this server with a proof, or to where it is kept. */
export type HistoryLink = { file: string; proof: LinkProof } | { url: string }

/** A file of history that is open: `read` it once (it rejects with `history.none` when it went away), or `close` it. */
export interface OpenedHistory extends OpenedExport {
  read(range: ByteRange | undefined): Promise<AsyncIterable<Uint8Array>>
}

/**
 * Files with all messages of an hour. One is written when it is first asked for, and again when a message of that hour was
 * recalled or imported since; whoever asks meanwhile waits for the same file.
 */
export class HistoryFiles {
  readonly #history: HistoryStore
  readonly #files: ExportFiles
  readonly #form: ExportForm
  readonly #signer: LinkSigner
  readonly #leases: Leases
  readonly #writing = new Map<string, Promise<ExportRow>>()

  constructor(
    history: HistoryStore,
    files: ExportFiles,
    form: ExportForm,
    signer: LinkSigner,
    leases: Leases,
  ) {
    this.#history = history
    this.#files = files
    this.#form = form
    this.#signer = signer
    this.#leases = leases
  }

  /**
   * A link to the messages of an hour.
   * @param time `yyyyMMddHH` in the time zone of the app.
   * @throws ApiError `history.time_illegal`; `history.expired` for hours that the app no longer exports; `history.none` for
   *   hours without messages, and for those that have not ended, or not long enough ago.
   */
  async link(app: App, time: string): Promise<HistoryLink> {
    const { exportTimeZone, exportDelayMinutes, exportDays } = app.settings
    const params = { appkey: app.key, time }
    const hour = exportHour(time, exportTimeZone)
    if (hour === undefined) throw new ApiError('history.time_illegal', params)
    const age = Date.now() - hour.end
    if (age < exportDelayMinutes * 60_000 + SETTLE_MS) throw new ApiError('history.none', params)
    if (exportDays > 0 && age > exportDays * DAY_MS) throw new ApiError('history.expired', params)
    const row = await this.#current(app, hour)
    if (row.count === 0) throw new ApiError('history.none', params)
    const file = `${time}.gz`
    const url = await this.#files.link(placeOf(app, row), file, LINK_SECONDS)
    if (url !== undefined) return { url }
    const expires = Math.floor(Date.now() / 1000) + LINK_SECONDS
    return { file, proof: this.#signer.sign(subject(app, file), app.appId, expires) }
  }

  /**
   * Opens the file of a link, with what is in it now.
   * @throws ApiError `history.link_illegal`, `history.link_expired`, `history.none` when its messages are all gone.
   */
  async open(app: App, file: string, proof: Partial<LinkProof>): Promise<OpenedHistory> {
    const time = file.replace(/\.gz$/, '')
    const hour = exportHour(time, app.settings.exportTimeZone)
    if (hour === undefined || !this.#signer.verify(subject(app, file), proof))
      throw new ApiError('history.link_illegal')
    if (Number(proof.Expires) * 1000 <= Date.now()) throw new ApiError('history.link_expired')
    const row = await this.#current(app, hour)
    const gone = () => new ApiError('history.none', { appkey: app.key, time })
    const opened = row.count === 0 ? undefined : await this.#files.open(placeOf(app, row))
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

  /** The row of a file that is complete and holds what it should; it is written if need be. */
  async #current(app: App, hour: ExportHour): Promise<ExportRow> {
    const row = await this.#written(app, hour)
    if (row !== undefined) return row
    const key = `${app.id}/${hour.start}`
    const writing = this.#writing.get(key) ?? this.#make(app, hour).finally(() => this.#writing.delete(key))
    this.#writing.set(key, writing)
    return writing
  }

  /** The row of a file that is complete and holds what it should, if there is one. */
  async #written(app: App, hour: ExportHour): Promise<ExportRow | undefined> {
    const row = await this.#history.exported(app.id, hour.start)
    if (row === undefined || row.count === null || row.end !== hour.end) return undefined
    if (row.count === 0) return row
    const opened = await this.#files.open(placeOf(app, row))
    await opened?.close()
    return opened && row
  }

  /** Writes the file, or waits for the node that does. */
  async #make(app: App, hour: ExportHour): Promise<ExportRow> {
    for (let waits = 0; waits < WAITS; waits++) {
      const made = await this.#leases.during(`export/${app.id}/${hour.start}`, async () => {
        // It may have been written while this node waited.
        return (waits > 0 && (await this.#written(app, hour))) || this.#write(app, hour)
      })
      if (made !== undefined) return made.done
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
    }
    throw new ApiError('server.busy')
  }

  async #write(app: App, hour: ExportHour): Promise<ExportRow> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const row = { app: app.id, ...hour, token: randomBytes(8).toString('hex') }
      const began = performance.now()
      await this.#history.beginExport(row)
      const tally = { count: 0 }
      await this.#files.write(placeOf(app, row), this.#form(this.#pages(app, hour, tally)))
      const isFinished = await this.#history.finishExport(row, tally.count)
      // Another node may have written the same hour meanwhile: its file will do, and ours is one too many.
      const current = isFinished
        ? { ...row, ...tally }
        : await this.#byOthers(app, hour, performance.now() - began)
      if (current === undefined) continue
      await this.#files.keepOnly(placeOf(app, current))
      return current
    }
    throw new ApiError('server.busy')
  }

  /**
   * The row of a file that another node writes at the same time: without waiting, each would undo the other's work for ever.
   * @param took ms that the same work took us: the other may have died.
   */
  async #byOthers(app: App, hour: ExportHour, took: number): Promise<ExportRow | undefined> {
    const deadline = performance.now() + 2 * took
    for (;;) {
      const row = await this.#history.exported(app.id, hour.start)
      const isUnderWay = row !== undefined && row.count === null && row.end === hour.end
      if (!isUnderWay || performance.now() > deadline) return this.#written(app, hour)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** @param tally counts the messages. */
  async *#pages(
    app: App,
    { start, end }: ExportHour,
    tally: { count: number },
  ): AsyncGenerator<readonly StoredMessage[]> {
    const before = idFloor(end)
    for (let after: number | null = idFloor(start) - 1; after !== null; ) {
      const page = await this.#history.scan(app.id, { after, before }, { limit: PAGE, descending: false })
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
  // Zones that are half an hour off have hours that begin at half past.
  const hour = digits.slice(0, digits.slice(10, 12) === '00' ? 10 : 12)
  return { app: app.uuid, hour, token }
}
