import type { App } from '../tenancy/app.ts'
import type { PushJobStore } from './push-job-store.ts'

/** Notifications of a day, by push service. */
export type DayOfPush = Record<string, { successCount: number; failCount: number }>

/** How many notifications services have taken, and not taken (push.md §7.2). */
export class PushStatistics {
  readonly #store: Pick<PushJobStore, 'counts'>

  constructor(store: Pick<PushJobStore, 'counts'>) {
    this.#store = store
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
