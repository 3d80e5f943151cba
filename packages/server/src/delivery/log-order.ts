import type { Entry } from '../domain/log/entry.ts'
import { kindOf, usersOf } from '../domain/log/log-key.ts'
import type { Clock } from '../kernel/clock.ts'
import { clearTimeout, setTimeout } from '../kernel/machine-time.ts'

/** ms that an entry committed by another node may take to arrive over the bus; after that it is read. */
const LATE_MS = 40
/** An entry committed longer ago than this is no longer on its way. */
const UNDER_WAY_MS = 2000
/** Entries read before the first one that arrives of a log. */
const LOOK_BACK = 32
/** Entries read at a time. */
const PAGE = 200
/** Entries of one log that wait for an earlier one; beyond that, only the latest is remembered and the rest is read. */
const WAITING_LIMIT = 500
const RETRY_MS = 500

/** How far a log has been handed over. */
interface Place {
  app: number
  log: string
  /** Next position; undefined until it is known. */
  next: number | undefined
  /** Position at which handing over began. */
  first: number | undefined
  waiting: Map<number, Entry>
  timer: NodeJS.Timeout | undefined
  reading: boolean
}

export interface LogOrderServices {
  clock: Clock
  read(app: number, log: string, after: number, limit: number): Promise<Entry[]>
  handOver(entry: Entry): void
  /** An entry arrived after later ones had been handed over: sessions that want the log must look for it. */
  late(entry: Entry): void
  onError(error: unknown): void
}

/**
 * Hands over the entries of each log in the order of their positions, each once, whichever node they come from and
 * however often. An entry that arrives before its predecessor waits a moment; what does not arrive at all is read.
 */
export class LogOrder {
  readonly #services: LogOrderServices
  readonly #places = new Map<string, Place>()
  /** Keys of places of pairs, by `app/user`. */
  readonly #pairs = new Map<string, Set<string>>()

  constructor(services: LogOrderServices) {
    this.#services = services
  }

  /** Returns the position up to which the log was handed over; undefined if unknown. */
  reached(app: number, log: string): number | undefined {
    const next = this.#places.get(`${app}/${log}`)?.next
    return next === undefined ? undefined : next - 1
  }

  accept(entry: Entry): void {
    const place = this.#place(entry.app, entry.log)
    if (place.next === undefined && entry.seq === 1) begin(place, 1)
    if (place.next !== undefined) {
      if (entry.seq < place.next) {
        if (entry.seq < place.first!) this.#services.late(entry)
        return
      }
      if (entry.seq === place.next && !place.reading) {
        this.#handOver(place, entry)
        this.#drain(place)
        return
      }
    }
    this.#wait(place, entry.seq, entry)
  }

  /** The log has reached position `seq`; the entries from `first` on that were not handed over must be read. */
  hint(app: number, log: string, first: number, seq: number): void {
    const place = this.#place(app, log)
    if (place.next === undefined) begin(place, first)
    if (seq >= place.next!) void this.#read(place)
  }

  /** This node begins to listen to a log: what comes after a position is handed over first, once `heard` has resolved. */
  listen(app: number, log: string, after: number, heard: Promise<void>): void {
    const place = this.#place(app, log)
    if (place.next !== undefined || place.reading) return
    begin(place, after + 1)
    void heard.then(() => this.#read(place))
  }

  /** This node no longer listens to a log with membership: its position is unknown from now on. */
  forgetLog(app: number, log: string): void {
    this.#drop(`${app}/${log}`)
  }

  /** This node no longer listens to a user. @param hears whether it still hears of another one. */
  forgetUser(app: number, user: string, hears: (user: string) => boolean): void {
    this.#drop(`${app}/u:${user}`)
    const keys = this.#pairs.get(`${app}/${user}`) ?? new Set()
    for (const key of keys) {
      const place = this.#places.get(key)
      const users = place === undefined ? [] : (usersOf(place.log) ?? [])
      if (users.some((each) => each !== user && hears(each))) continue
      this.#drop(key)
      keys.delete(key)
    }
    if (keys.size === 0) this.#pairs.delete(`${app}/${user}`)
  }

  /** Messages were missed: the positions of all logs are unknown. */
  forgetAll(): void {
    for (const key of [...this.#places.keys()]) this.#drop(key)
    this.#pairs.clear()
  }

  #place(app: number, log: string): Place {
    const key = `${app}/${log}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place: Place = {
      app,
      log,
      next: undefined,
      first: undefined,
      waiting: new Map(),
      timer: undefined,
      reading: false,
    }
    this.#places.set(key, place)
    if (kindOf(log) === 'pair') {
      for (const user of usersOf(log)!) {
        const keys = this.#pairs.get(`${app}/${user}`)
        if (keys === undefined) this.#pairs.set(`${app}/${user}`, new Set([key]))
        else keys.add(key)
      }
    }
    return place
  }

  #drop(key: string): void {
    const place = this.#places.get(key)
    if (place === undefined) return
    clearTimeout(place.timer)
    this.#places.delete(key)
  }

  #wait(place: Place, seq: number, entry: Entry): void {
    if (place.waiting.size >= WAITING_LIMIT) place.waiting.clear()
    place.waiting.set(seq, entry)
    if (place.reading) return
    if (place.next === undefined) void this.#begin(place, entry)
    else place.timer ??= setTimeout(() => void this.#read(place), LATE_MS)
  }

  #handOver(place: Place, entry: Entry): void {
    place.next = entry.seq + 1
    this.#services.handOver(entry)
  }

  #drain(place: Place): void {
    if (place.waiting.size > 0) {
      for (const seq of [...place.waiting.keys()]) if (seq < place.next!) place.waiting.delete(seq)
      for (;;) {
        const entry = place.waiting.get(place.next!)
        if (entry === undefined) break
        place.waiting.delete(entry.seq)
        this.#handOver(place, entry)
      }
    }
    clearTimeout(place.timer)
    place.timer = undefined
    if (place.waiting.size > 0) place.timer = setTimeout(() => void this.#read(place), LATE_MS)
  }

  /**
   * Handles the first entry of a log: entries right before it may still be on their way from another node, and then
   * come first. Sessions themselves know what they have seen.
   */
  async #begin(place: Place, { app, log, seq }: Entry): Promise<void> {
    place.reading = true
    const since = this.#services.clock.now() - UNDER_WAY_MS
    try {
      let [before] = await this.#services.read(app, log, seq - 2, 1)
      let first = seq
      if (before !== undefined && before.time >= since) {
        const after = Math.max(0, seq - 1 - LOOK_BACK)
        const entries = await this.#services.read(app, log, after, seq - 1 - after)
        for (before of entries.reverse()) {
          if (before.time < since) break
          first = before.seq
          place.waiting.set(before.seq, before)
        }
      }
      begin(place, first)
      place.reading = false
      this.#drain(place)
    } catch (error) {
      place.reading = false
      this.#services.onError(error)
      // Better late than out of order.
      place.timer ??= setTimeout(() => {
        place.timer = undefined
        void this.#begin(place, [...place.waiting.values()].sort((a, b) => a.seq - b.seq)[0]!)
      }, RETRY_MS)
    }
  }

  /** Reads what has not arrived. */
  async #read(place: Place): Promise<void> {
    if (place.reading) return
    clearTimeout(place.timer)
    place.timer = undefined
    place.reading = true
    try {
      for (let full = true; full; ) {
        const entries = await this.#services.read(place.app, place.log, place.next! - 1, PAGE)
        // Whatever is gone for good leaves a gap.
        for (const entry of entries) if (entry.seq >= place.next!) this.#handOver(place, entry)
        full = entries.length === PAGE
      }
      place.reading = false
      this.#drain(place)
    } catch (error) {
      place.reading = false
      this.#services.onError(error)
      place.timer ??= setTimeout(() => void this.#read(place), RETRY_MS)
    }
  }
}

function begin(place: Place, first: number): void {
  place.next = first
  place.first = first
}
