import type { Clock } from '../../kernel/clock.ts'
import type { App } from '../tenancy/app.ts'
import type { Pushed } from './push-dispatch.ts'
import type { PushJobStore } from './push-job-store.ts'
import { zoneTime } from './zone-time.ts'

/** Notifications of a day, by push service. */
export type DayOfPush = Record<string, { successCount: number; failCount: number }>

/** How many notifications services have taken, and not taken (push.md §7.2). */
export class PushStatistics {
  readonly #store: Pick<PushJobStore, 'count' | 'counts'>
  readonly #clock: Clock

  constructor(store: Pick<PushJobStore, 'count' | 'counts'>, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Counts notifications that the app has sent itself, once no more becomes of them. */
  async count(app: App, pushed: readonly Pushed[]): Promise<void> {
    const { day } = zoneTime(this.#clock.now(), app.settings.pushTimeZone)
    const byService = Map.groupBy(pushed, ({ certificate }) => certificate?.service)
    const counts = [...byService].flatMap(([service, ofService]) => {
      if (service === undefined) return []
      const sent = ofService.filter(({ result }) => result.kind === 'sent').length
      return [{ app: app.id, day, service, sent, failed: ofService.length - sent }]
    })
    // In one order on all nodes: rows are locked one after the other.
    if (counts.length > 0) await this.#store.count(counts.sort((a, b) => (a.service < b.service ? -1 : 1)))
  }

  /**
   * @param days `yyyy-MM-dd`, both included.
   * @param service undefined: all.
   * @returns by day; days without notifications are absent.
   */
  async between(
    app: App,
    days: { from: string; to: string },
    service: string | undefined,
  ): Promise<Record<string, DayOfPush>> {
    const counts = await this.#store.counts(app.id, days.from, days.to)
    const wanted = counts.filter((count) => service === undefined || count.service === service)
    const byDay = Map.groupBy(wanted, ({ day }) => day)
    return Object.fromEntries(
      [...byDay].map(([day, ofDay]) => [
        day,
        Object.fromEntries(
          ofDay.map(({ service, sent, failed }) => [service, { successCount: sent, failCount: failed }]),
        ),
      ]),
    )
  }
}
