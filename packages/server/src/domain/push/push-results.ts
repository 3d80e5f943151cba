import { nextTurn } from '../../kernel/machine-time.ts'
import type { LooseFact } from '../facts/fact.ts'
import type { Journal } from '../log/journal.ts'
import { whenNotBusy } from '../when-not-busy.ts'
import type { PushService } from './push-certificate.ts'
import type { PushJob } from './push-job.ts'
import type { PushCount } from './push-job-store.ts'

/** Results written in one commit. */
const AT_ONCE = 200

interface Finished {
  job: Pick<PushJob, 'id' | 'app'>
  /** Undefined: nobody is told. */
  fact: LooseFact | undefined
  /** Counted for a service on a day. */
  count: { day: string; service: PushService; isSent: boolean } | undefined
}

/** Writes down what became of notifications, many in one commit: the jobs are over, and it is told and counted. */
export class PushResults {
  readonly #journal: Journal
  #waiting: { finished: Finished; written: PromiseWithResolvers<void> }[] = []
  #writing: Promise<void> | undefined

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** Resolves when it is durable. */
  note(finished: Finished): Promise<void> {
    const written = Promise.withResolvers<void>()
    this.#waiting.push({ finished, written })
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
    return written.promise
  }

  async #write(): Promise<void> {
    // What services answer at the same time shares the first commit.
    await nextTurn()
    while (this.#waiting.length > 0) {
      const { app } = this.#waiting[0]!.finished.job
      const part = this.#waiting.filter(({ finished }) => finished.job.app === app).slice(0, AT_ONCE)
      this.#waiting = this.#waiting.filter((each) => !part.includes(each))
      const done = part.map(({ finished }) => finished)
      try {
        await whenNotBusy(() => this.#commit(app, done))
        for (const { written } of part) written.resolve()
      } catch (error) {
        for (const { written } of part) written.reject(error)
      }
    }
  }

  async #commit(app: number, done: readonly Finished[]): Promise<void> {
    const reports = done.flatMap(({ fact }) => (fact === undefined ? [] : [{ report: fact }]))
    const counts = countsOf(app, done)
    await this.#journal.commit(app, reports, ({ pushJobs }) => [
      pushJobs.finish(done.map(({ job }) => job.id)),
      counts.length === 0 ? Promise.resolve() : pushJobs.count(counts),
    ])
  }
}

function countsOf(app: number, done: readonly Finished[]): PushCount[] {
  const counts = new Map<string, PushCount>()
  for (const { count } of done) {
    if (count === undefined) continue
    const { day, service, isSent } = count
    const key = `${day} ${service}`
    const known = counts.get(key) ?? { app, day, service, sent: 0, failed: 0 }
    counts.set(key, {
      ...known,
      sent: known.sent + (isSent ? 1 : 0),
      failed: known.failed + (isSent ? 0 : 1),
    })
  }
  // In one order on all nodes: rows are locked one after the other.
  return [...counts.values()].sort((a, b) => (`${a.day}${a.service}` < `${b.day}${b.service}` ? -1 : 1))
}
